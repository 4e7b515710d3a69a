import type { DatabaseSync } from 'node:sqlite';
import { searchable } from '../../text/searchable.ts';
import { rowSum } from './sums.ts';

/** Registers the functions that triggers and views call; every writing connection needs them. */
export function defineFunctions(db: DatabaseSync): void {
  db.function('row_sum', { deterministic: true, varargs: true }, rowSum);
  db.function('searchable', { deterministic: true }, (text) => searchable(String(text)));
}
