import path from 'node:path';
import type { DatabaseSync, StatementSync } from 'node:sqlite';

import { beforeCondition, type Moment } from './moment.ts';

/** Where documents were read. */
export interface SourceCount {
  /** A folder with everything in it, or a document that is alone in its own. */
  path: string;
  documents: number;
  items: number;
  words: number;
  /** Bytes of the texts. */
  bytes: number;
}

/** What was written in a month. */
export interface WritingMonth {
  /** YYYY-MM; null for items without a date. */
  month: string | null;
  items: number;
  words: number;
}

interface DocumentCount {
  source: string;
  items: number;
  words: number;
  bytes: number;
}

/** Counts over the items: where they come from, and when they were written. */
export class ItemCounts {
  readonly #documents: StatementSync;
  readonly #months: StatementSync;
  readonly #ids: StatementSync;
  readonly #versions: StatementSync;
  readonly #db: DatabaseSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#documents = db.prepare(
      'select source, count(*) as items, sum(words) as words, sum(bytes) as bytes from items group by source',
    );
    this.#months = db.prepare(
      'select substr(date, 1, 7) as month, count(*) as items, sum(words) as words from items group by 1 order by 1',
    );
    this.#ids = db.prepare('select id from items order by date, seq');
    this.#versions = db.prepare('select id, sha256, bytes, title from items order by date desc, seq desc');
  }

  /** Languages (ISO 639-1) in which at least this many items are written. */
  languages(least: number): string[] {
    const rows = this.#db
      .prepare('select language from items where language is not null group by language having count(*) >= ?')
      .all(least);
    return rows.map(({ language }) => String(language));
  }

  /** Items by the month of their date, the earliest first; those without a date come first, under null. */
  months(): WritingMonth[] {
    return this.#months.all().map((row) => ({ ...row }) as unknown as WritingMonth);
  }

  /** The folders that contain the documents, none within another, those with the most words first. */
  sources(): SourceCount[] {
    return byFolder(this.#documents.all() as unknown as DocumentCount[]);
  }

  /** Ids of all items by time, as `HistoryStore.list` orders them. */
  idsByTime(): string[] {
    return this.#ids.all().map((row) => row.id as string);
  }

  /** Ids of the items that did not come before a moment. */
  idsNotBefore(moment: Moment): string[] {
    const { sql, values } = beforeCondition(moment);
    // A comparison with a missing date is neither true nor false.
    const rows = this.#db.prepare(`select i.id from items i where not coalesce(${sql}, 0)`).all(...values);
    return rows.map((row) => row.id as string);
  }

  /** A value that changes with an item's text or title, the latest item first. */
  versions(): Iterable<{ id: string; sha256: string; bytes: number; title: string }> {
    return this.#versions.iterate() as unknown as Iterable<{
      id: string;
      sha256: string;
      bytes: number;
      title: string;
    }>;
  }
}

/** A folder's documents are counted with it, however deep; a document alone in its folder stands for itself. */
export function byFolder(documents: readonly DocumentCount[]): SourceCount[] {
  const folders = new Set(documents.map(({ source }) => path.dirname(source)));
  const counts = new Map<string, SourceCount & { only: string }>();
  for (const { source, items, words, bytes } of documents) {
    const folder = outermost(path.dirname(source), folders);
    const count = counts.get(folder) ?? { path: folder, documents: 0, items: 0, words: 0, bytes: 0, only: source };
    count.documents++;
    count.items += items;
    count.words += words;
    count.bytes += bytes;
    counts.set(folder, count);
  }
  return [...counts.values()]
    .map(({ only, ...count }) => (count.documents === 1 ? { ...count, path: only } : count))
    .sort((a, b) => b.words - a.words || (a.path < b.path ? -1 : 1));
}

/** The folder of the set that contains this one and is in none of the others. */
function outermost(folder: string, folders: ReadonlySet<string>): string {
  let found = folder;
  for (let at = folder; path.dirname(at) !== at; ) {
    at = path.dirname(at);
    if (folders.has(at)) found = at;
  }
  return found;
}
