import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { searchedFor } from '../../text/searchable.ts';
import { type Eligible, eligibleConditions } from './eligible.ts';

/** How much more a match in a title or tag counts than one in the text. */
const WEIGHTS = { title: 4, tags: 3, text: 1 };

/**
 * Words in more items than this are common and not searched for along with others: counting further would tell nothing.
 */
export const COMMON = 4_000;

/** If at least this many items change or go, they are removed from the disk together, not one by one. */
const MANY = 100;

/** In milliseconds. */
const DAY = 86_400_000;

/**
 * How much less an old item counts: its score is multiplied by floor + (1 − floor) · 2^(−age / half-life). An item
 * without a date counts as an old one, so that lacking a date never puts it ahead.
 */
interface Recency {
  /** ISO date from which age is measured; later items have age 0. */
  now: string;
  halfLifeDays: number;
  /** From 0 to 1: what remains of the score of an item, however old. */
  floor: number;
}

export interface MatchOptions extends Eligible {
  limit: number;
  recency?: Recency;
}

/** An item's place in the store, and its score; a greater one is a better match. */
interface Match {
  seq: number;
  score: number;
}

/** A count of items that stopped just beyond a limit. */
interface Counted {
  items: number;
  limit: number;
}

/** The full-text side of the store: which documents contain a word, and which match words best. */
export class TextIndex {
  readonly #db: DatabaseSync;
  readonly #countDocuments: StatementSync;
  readonly #countItems: StatementSync;
  readonly #newest: StatementSync;
  readonly #dataVersion: StatementSync;
  readonly #secure: StatementSync;
  #later = false;
  #seenVersion = -1;
  readonly #frequencies = new Map<string, Counted>();
  #items: number | null = null;
  #version = 0;

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#countDocuments = db.prepare(
      'select count(*) as n from (select rowid from items_text where items_text match ? limit ?)',
    );
    this.#countItems = db.prepare('select count(*) as n from items');
    this.#newest = db.prepare('select max(date) as date from items');
    this.#secure = db.prepare("select v from items_text_config where k = 'secure-delete'");
    this.#dataVersion = db.prepare('pragma data_version');
  }

  /** A number that changes whenever another process has written (sqlite.org/pragma.html#pragma_data_version). */
  get writtenElsewhere(): number {
    return (this.#dataVersion.get() as { data_version: number }).data_version;
  }

  /** Drops cached counts if another process has written since. */
  refresh(): void {
    const version = this.writtenElsewhere;
    if (version !== this.#seenVersion) this.itemsChanged();
    this.#seenVersion = version;
  }

  /** Grows whenever items change, for caches of them; call `refresh` first. */
  get version(): number {
    return this.#version;
  }

  /** Items in the store. */
  size(): number {
    this.#items ??= (this.#countItems.get() as { n: number }).n;
    return this.#items;
  }

  /**
   * How many items contain the word (or another form of it). In a script without spaces it is also found inside a run.
   * @param limit counting continues at least to here: a greater number only says that there are more
   */
  documentFrequency(word: string, limit = COMMON): number {
    const known = this.#frequencies.get(word);
    if (known && (known.items <= known.limit || limit <= known.limit)) return known.items;
    const { n: items } = this.#countDocuments.get(searchedFor(word), limit + 1) as { n: number };
    if (this.#frequencies.size > 50_000) this.#frequencies.clear();
    this.#frequencies.set(word, { items, limit });
    return items;
  }

  /** Items that contain any of the words, best first by weighted BM25, times the recency factor if one is given. */
  match(words: string[], { limit, recency, ...eligible }: MatchOptions): Match[] {
    if (words.length === 0 || limit <= 0) return [];
    const { conditions, values } = eligibleConditions(eligible);
    const rank = `bm25(items_text, ${WEIGHTS.title}, ${WEIGHTS.tags}, ${WEIGHTS.text})`;
    const ranked = this.#db
      .prepare(
        `select rowid as seq, -${rank} as score from items_text where items_text match ? order by score desc, seq`,
      )
      .iterate(words.map(searchedFor).join(' OR ')) as Iterable<Match>;
    // Dates and the like are looked up item by item, in a small index: few of the thousands ranked are usually needed.
    const factor = recency ? recencyFactor(recency) : { sql: '1', values: [] };
    const known = this.#db.prepare(
      `select ${factor.sql} as factor from items i indexed by items_by_place
       where ${['i.seq = ?', ...conditions].join(' and ')}`,
    );
    const factorOf = (seq: number) => known.get(...factor.values, seq, ...values)?.factor as number | undefined;
    const most = recency ? recencyOf(this.#newest.get()?.date as string | null, recency) : 1;
    return bestOf(ranked, limit, factorOf, most);
  }

  /**
   * Merges the segments that writing has left into one, so that each word is looked up in one place and not in ten. The
   * whole index is rewritten, about a second for 100,000 notes. Deleted entries leave the file with it.
   */
  optimize(): void {
    this.#db.exec("insert into items_text(items_text) values ('optimize')");
  }

  /**
   * Called with the number of items that will change or go in one piece of work. If there are many, their entries are
   * only marked as deleted, which takes a seventh of the time; `settle` must follow, which removes them from the disk.
   */
  deleting(items: number): void {
    if (this.#later || items < MANY) return;
    this.#later = true;
    this.#db.exec("insert into items_text(items_text, rank) values ('secure-delete', 0)");
  }

  /**
   * Removes from the disk what was only marked as deleted, even by a process that was killed before it got here.
   * @returns whether the index was merged for it
   */
  settle(): boolean {
    const { v } = (this.#secure.get() ?? { v: 0 }) as { v: number };
    if (!this.#later && v === 1) return false;
    this.optimize();
    this.#db.exec("insert into items_text(items_text, rank) values ('secure-delete', 1)");
    this.#later = false;
    return true;
  }

  /** From here on, counts are recomputed. */
  itemsChanged(): void {
    this.#frequencies.clear();
    this.#items = null;
    this.#version++;
  }
}

/**
 * The best items of a ranking if each score is multiplied by a factor.
 * @param factorOf undefined for an item that may not be found
 * @param most the greatest possible factor: items that cannot be among the best are not looked up
 */
function bestOf(
  ranked: Iterable<Match>,
  limit: number,
  factorOf: (seq: number) => number | undefined,
  most: number,
): Match[] {
  const found: Match[] = [];
  for (const { seq, score: words } of ranked) {
    const last = found[limit - 1];
    if (last && words * most < last.score) break;
    const factor = factorOf(seq);
    if (factor === undefined) continue;
    const score = words * factor;
    const place = found.findLastIndex((other) => other.score > score || (other.score === score && other.seq < seq)) + 1;
    found.splice(place, 0, { seq, score });
    if (last) found.pop();
  }
  return found;
}

function recencyFactor({ now, halfLifeDays, floor }: Recency): { sql: string; values: number[] } {
  // julianday and pow: sqlite.org/lang_datefunc.html, sqlite.org/lang_mathfunc.html
  const today = Date.parse(now) / DAY + 2_440_587.5;
  return {
    sql: '(? + ? * coalesce(pow(2, -max(0, ? - julianday(i.date)) / ?), 0))',
    values: [floor, 1 - floor, today, halfLifeDays],
  };
}

/** The factor of the newest item, or slightly more, because our arithmetic may differ from SQLite's in the last bit. */
function recencyOf(newest: string | null | undefined, { now, halfLifeDays, floor }: Recency): number {
  if (!newest) return floor;
  const age = (Date.parse(now) - Date.parse(newest)) / DAY;
  return floor + (1 - floor) * 2 ** (-Math.max(0, age - 1) / halfLifeDays);
}
