import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { type Eligible, eligibleConditions } from './eligible.ts';

/** How much more a match in a title or a tag says than one in the text. */
const WEIGHTS = { title: 4, tags: 3, text: 1 };

/** Words in more items than this are common and not looked for beside others: counting further would tell nothing. */
export const COMMON = 4_000;

/**
 * How much less an old item counts: its score is multiplied by floor + (1 − floor) · 2^(−age / half-life). An item
 * without a date counts as an old one, so that it never comes before a dated one for having no date.
 */
interface Recency {
  /** ISO date from which age is measured; what is dated later has age 0. */
  now: string;
  halfLifeDays: number;
  /** From 0 to 1: what is left of the score of an item however old. */
  floor: number;
}

export interface MatchOptions extends Eligible {
  limit: number;
  recency?: Recency;
}

/** The full-text side of the store: which documents hold a word, and which match words best. */
export class TextIndex {
  readonly #db: DatabaseSync;
  readonly #countDocuments: StatementSync;
  readonly #countItems: StatementSync;
  readonly #dataVersion: StatementSync;
  #seenVersion = -1;
  readonly #frequencies = new Map<string, number>();
  #items: number | null = null;
  #version = 0;

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#countDocuments = db.prepare(
      'select count(*) as n from (select rowid from items_text where items_text match ? limit ?)',
    );
    this.#countItems = db.prepare('select count(*) as n from items');
    this.#dataVersion = db.prepare('pragma data_version');
  }

  /** Drops remembered counts when another process has written since (sqlite.org/pragma.html#pragma_data_version). */
  refresh(): void {
    const { data_version: version } = this.#dataVersion.get() as { data_version: number };
    if (version !== this.#seenVersion) this.itemsChanged();
    this.#seenVersion = version;
  }

  /** Grows whenever items change, for what is kept in memory of them; call `refresh` first. */
  get version(): number {
    return this.#version;
  }

  /** Items in the store. */
  size(): number {
    this.#items ??= (this.#countItems.get() as { n: number }).n;
    return this.#items;
  }

  /** How many items hold the word (or another form of it), up to one more than what is common. The word is letters and digits only. */
  documentFrequency(word: string): number {
    const known = this.#frequencies.get(word);
    if (known !== undefined) return known;
    const { n } = this.#countDocuments.get(quote(word), COMMON + 1) as { n: number };
    if (this.#frequencies.size > 50_000) this.#frequencies.clear();
    this.#frequencies.set(word, n);
    return n;
  }

  /**
   * Items that hold any of the words, best first by weighted BM25, times the factor of recency where that is given.
   * @returns places in the store with their scores; a greater score is a better match
   */
  match(words: string[], { limit, recency, ...eligible }: MatchOptions): { seq: number; score: number }[] {
    if (words.length === 0 || limit <= 0) return [];
    const { conditions, values } = eligibleConditions(eligible);
    const factor = recency && recencyFactor(recency);
    // The join is made only where a condition needs it, and then reads a small index instead of whole items.
    const join =
      factor || conditions.length > 0 ? 'cross join items i indexed by items_by_place on i.seq = f.rowid' : '';
    const rank = `bm25(items_text, ${WEIGHTS.title}, ${WEIGHTS.tags}, ${WEIGHTS.text})`;
    const rows = this.#db
      .prepare(
        `select f.rowid as seq, -${rank} ${factor?.sql ?? ''} as score from items_text f ${join}
         where ${['items_text match ?', ...conditions].join(' and ')} order by score desc, seq limit ?`,
      )
      .all(...(factor?.values ?? []), words.map(quote).join(' OR '), ...values, limit);
    return rows.map((row) => ({ seq: row.seq as number, score: row.score as number }));
  }

  /** Counts are taken afresh after this. */
  itemsChanged(): void {
    this.#frequencies.clear();
    this.#items = null;
    this.#version++;
  }
}

function recencyFactor({ now, halfLifeDays, floor }: Recency): { sql: string; values: number[] } {
  // julianday and pow: sqlite.org/lang_datefunc.html, sqlite.org/lang_mathfunc.html
  const today = Date.parse(now) / 86_400_000 + 2_440_587.5;
  return {
    sql: '* (? + ? * coalesce(pow(2, -max(0, ? - julianday(i.date)) / ?), 0))',
    values: [floor, 1 - floor, today, halfLifeDays],
  };
}

/** A word as an FTS5 string; inside the quotes nothing is an operator (sqlite.org/fts5.html, 3.1). */
function quote(word: string): string {
  return `"${word.replaceAll('"', '""')}"`;
}
