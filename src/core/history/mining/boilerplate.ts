import { throwIfCancelled } from '../../support/errors.ts';
import type { LongCall } from '../../support/progress.ts';
import { languageOf } from '../../text/language.ts';
import { paragraphHashes, withoutParagraphs } from '../../text/paragraphs.ts';
import type { HistoryStore } from '../store/store.ts';

/** A paragraph that occurs in this many items is boilerplate. */
const RECURRENT = 3;
const ITEMS_AT_ONCE = 500;

/**
 * Leaves recurring paragraphs out of the items' texts: a newsletter's plea, a note on the author, a licence. A
 * paragraph in three items or more is cut from all of them; once it is rarer, it comes back. Costs one look at the
 * hashes of all items, and a new text for those whose paragraphs changed; nothing if no item changed.
 * @throws OwnhandError `cancelled`; the rest is then done next time
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
 * In how many items a paragraph occurs, up to three, at times overestimated: a count-min sketch (Cormode,
 * Muthukrishnan, 2005) of two rows, 8 MB whatever is counted. During mining it tells what need not be stored and
 * indexed first only to be cut at the end, when everything is counted exactly.
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

/** Set by the store whenever an item's paragraphs change (see schema.ts). */
const DUE = 'boilerplate.due';
/** Set if items come from a version that kept neither language nor paragraphs (see schema.ts). */
const UNDERIVED = 'derive.due';

/** Fills in what an earlier version did not keep: language and paragraphs of its items. */
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

/** Paragraphs in three items or more. A rough count comes first, so that only candidates are kept in memory. */
function recurringIn(store: HistoryStore): Set<number> {
  const rough = ParagraphCounts.of(store);
  const counts = new Map<number, number>();
  for (const { hashes } of store.paragraphs.all()) {
    for (const hash of hashes) if (rough.has(hash)) counts.set(hash, (counts.get(hash) ?? 0) + 1);
  }
  return new Set([...counts].filter(([, count]) => count >= RECURRENT).map(([hash]) => hash));
}

/** A number that identifies which of an item's paragraphs are cut; 0 for none. */
export function signature(hashes: Float64Array, recurring: { has(hash: number): boolean }): number {
  let sum = 0;
  for (const hash of hashes) if (recurring.has(hash)) sum = (sum * 31 + hash) % Number.MAX_SAFE_INTEGER;
  return sum;
}
