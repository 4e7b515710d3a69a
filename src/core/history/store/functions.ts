import type { DatabaseSync } from 'node:sqlite';
import { searchable } from '../../text/searchable.ts';
import { rowSum } from './sums.ts';

/** Makes known to a connection what the triggers and views call; every writer needs it. */
export function defineFunctions(db: DatabaseSync): void {
  db.function('row_sum', { deterministic: true, varargs: true }, rowSum);
  db.function('searchable', { deterministic: true }, (text) => searchable(String(text)));
}
