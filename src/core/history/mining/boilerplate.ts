import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { throwIfCancelled } from '../../support/errors.ts';
import type { LongCall } from '../../support/progress.ts';
import { languageOf } from '../../text/language.ts';
import { paragraphHashes, withoutParagraphs } from '../../text/paragraphs.ts';
import type { HistoryStore } from '../store/store.ts';

/** A paragraph that stands in this many items is boilerplate. */
const RECURRENT = 3;
const ITEMS_AT_ONCE = 500;

/** Hashes of every item's paragraphs, kept beside the items, and what is left out of their texts because of them. */
export class Paragraphs {
  readonly #db: DatabaseSync;
  readonly #change: StatementSync;
  readonly #add: StatementSync;
  readonly #mined: StatementSync;
  readonly #cut: StatementSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
    // Two statements: a conflict clause here would take the place of the one in the triggers (sqlite.org/lang_createtrigger.html).
    this.#change = db.prepare('update paragraphs set cut = ?, hashes = ? where seq = ?');
    this.#add = db.prepare('insert into paragraphs(cut, hashes, seq) values (?, ?, ?)');
    this.#mined = db.prepare('select coalesce(original, text) as text from items where seq = ?');
    this.#cut = db.prepare('update paragraphs set cut = ? where seq = ?');
  }

  /**
   * Keeps the hashes of a text's paragraphs.
   * @param cut which of them were left out when it was stored, as `signature` names them
   */
  set(seq: number, hashes: Float64Array, cut = 0): void {
    const values = [cut, new Uint8Array(hashes.buffer, hashes.byteOffset, hashes.byteLength), seq];
    if (this.#change.run(...values).changes === 0) this.#add.run(...values);
  }

  /** The text as it was mined, with its boilerplate. */
  minedText(seq: number): string | undefined {
    return (this.#mined.get(seq) as { text: string } | undefined)?.text;
  }

  /** Hashes and what was cut, of every item, in the order of storing. */
  *all(): Generator<{ seq: number; cut: number; hashes: Float64Array }> {
    for (const row of this.#db.prepare('select seq, cut, hashes from paragraphs order by seq').iterate()) {
      const { seq, cut, hashes } = row as { seq: number; cut: number; hashes: Uint8Array };
      yield { seq, cut, hashes: new Float64Array(hashes.slice().buffer) };
    }
  }

  /** Notes what was cut from an item, as `signature` names it. */
  setCut(seq: number, cut: number): void {
    this.#cut.run(cut, seq);
  }
}

/**
 * Leaves recurring paragraphs out of the texts of the items: a newsletter's plea, a note on the author, a line on the
 * licence. What stands in three items or more goes, in all of them; where it has become rarer, it comes back. Costs
 * one look at the hashes of all items, and a new text for those whose paragraphs changed their standing; nothing where
 * no item changed since.
 * @throws OwnhandError `cancelled`; the rest is then done the next time
 */
export function cutBoilerplate(store: HistoryStore, { onProgress, signal }: LongCall = {}): void {
  deriveMissing(store);
  if (store.getMeta(DUE) === undefined) return;
  const recurring = recurringIn(store);
  const changed: { seq: number; cut: number }[] = [];
  for (const { seq, cut, hashes } of store.paragraphs.all()) {
    const now = signature(hashes, recurring);
    if (now !== cut) changed.push({ seq, cut: now });
  }
  store.text.deleting(changed.length);
  for (let i = 0; i < changed.length; i += ITEMS_AT_ONCE) {
    throwIfCancelled(signal);
    onProgress?.({ message: 'Leaving out repeated paragraphs', done: i, total: changed.length });
    store.transaction(() => {
      for (const { seq, cut } of changed.slice(i, i + ITEMS_AT_ONCE)) {
        const text = store.paragraphs.minedText(seq)!;
        store.setServedText(
          seq,
          withoutParagraphs(text, (hash) => recurring.has(hash)),
        );
        store.paragraphs.setCut(seq, cut);
      }
    });
  }
  store.setMeta(DUE, null);
}

/**
 * In how many items a paragraph stands, up to three, at times too many: a count-min sketch (Cormode, Muthukrishnan, 2005)
 * of two rows, 8 MB whatever is counted. While mining it tells what need not be stored and indexed first only to be cut
 * at the end, where all is counted exactly.
 */
export class ParagraphCounts {
  readonly #first = new Uint8Array(1 << 22);
  readonly #second = new Uint8Array(1 << 22);

  static of(store: HistoryStore): ParagraphCounts {
    const counts = new ParagraphCounts();
    for (const { hashes } of store.paragraphs.all()) counts.add(hashes);
    return counts;
  }

  /** Counts the paragraphs of one more item. */
  add(hashes: Float64Array): void {
    for (const hash of hashes) {
      const [a, b] = slotsOf(hash);
      if (this.#first[a]! < RECURRENT) this.#first[a]!++;
      if (this.#second[b]! < RECURRENT) this.#second[b]!++;
    }
  }

  has(hash: number): boolean {
    const [a, b] = slotsOf(hash);
    return this.#first[a]! >= RECURRENT && this.#second[b]! >= RECURRENT;
  }
}

/** 22 bits each of the low and the high half of a hash. */
function slotsOf(hash: number): [number, number] {
  return [(hash >>> 0) & 0x3fffff, (hash / 2 ** 31) & 0x3fffff];
}

/** Set by the store itself whenever an item's paragraphs change (see schema.ts). */
const DUE = 'boilerplate.due';
/** Set where items come from a version that kept neither language nor paragraphs (see schema.ts). */
const UNDERIVED = 'derive.due';

/** Finds out what an earlier version did not: language and paragraphs of its items. */
function deriveMissing(store: HistoryStore): void {
  if (store.getMeta(UNDERIVED) === undefined) return;
  store.transaction(() => {
    for (const seq of store.underived()) {
      const text = store.paragraphs.minedText(seq)!;
      store.setLanguage(seq, languageOf(text));
      store.paragraphs.set(seq, paragraphHashes(text));
    }
    store.setMeta(UNDERIVED, null);
  });
}

/** Paragraphs in three items or more. Counted roughly first, so that only those that may be are kept in memory. */
function recurringIn(store: HistoryStore): Set<number> {
  const rough = ParagraphCounts.of(store);
  const counts = new Map<number, number>();
  for (const { hashes } of store.paragraphs.all()) {
    for (const hash of hashes) if (rough.has(hash)) counts.set(hash, (counts.get(hash) ?? 0) + 1);
  }
  return new Set([...counts].filter(([, count]) => count >= RECURRENT).map(([hash]) => hash));
}

/** One number that tells which of an item's paragraphs are cut; 0 for none. */
export function signature(hashes: Float64Array, recurring: { has(hash: number): boolean }): number {
  let sum = 0;
  for (const hash of hashes) if (recurring.has(hash)) sum = (sum * 31 + hash) % Number.MAX_SAFE_INTEGER;
  return sum;
}
