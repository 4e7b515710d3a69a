/** Items as rows of the database. */
import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { HistoryItem } from './item.ts';
import { afterCondition, beforeCondition, type Moment } from './moment.ts';
import type { StoredItem } from './storedItem.ts';

/** Which items to list. The order is by time: undated items first, as stored, then by date. */
export interface ListOptions {
  limit?: number;
  /** Only what came before this moment. */
  before?: Moment;
  /** Only what is dated at or after this ISO date. */
  after?: string;
  order?: 'oldest' | 'newest';
}

export const SELECT =
  'select i.seq, i.id, i.source, i.kind, i.date, i.title, i.tags, i.words, i.bytes, i.sha256, i.text, i.language, i.description from items i';

type ItemRow = Omit<StoredItem, 'tags'> & { tags: string };

export function toItem(row: unknown): StoredItem | undefined {
  if (row === undefined) return undefined;
  const item = row as ItemRow;
  const tags = parsed(item.tags);
  return { ...item, tags: Array.isArray(tags) ? tags.filter((tag) => typeof tag === 'string') : [] };
}

/** Items one at a time, so that a long history is never in memory. */
export function* listItems(
  db: DatabaseSync,
  { limit = -1, before, after, order = 'oldest' }: ListOptions,
): Generator<StoredItem> {
  const conditions: string[] = [];
  const values: SQLInputValue[] = [];
  for (const { sql, values: given } of [before && beforeCondition(before), after && afterCondition(after)].filter(
    (condition) => typeof condition === 'object',
  )) {
    conditions.push(sql);
    values.push(...given);
  }
  const where = conditions.length > 0 ? `where ${conditions.join(' and ')}` : '';
  const direction = order === 'oldest' ? 'asc' : 'desc';
  const sql = `${SELECT} ${where} order by i.date ${direction}, i.seq ${direction} limit ?`;
  for (const row of db.prepare(sql).iterate(...values, limit)) yield toItem(row)!;
}

/** A single changed byte on disk must not make a store unreadable. */
export function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

export function isSame(a: HistoryItem, b: HistoryItem): boolean {
  return (
    a.sha256 === b.sha256 &&
    a.title === b.title &&
    a.date === b.date &&
    a.source === b.source &&
    a.kind === b.kind &&
    (a.description ?? null) === (b.description ?? null) &&
    a.tags.length === b.tags.length &&
    a.tags.every((tag, i) => tag === b.tags[i])
  );
}
