import type { DatabaseSync } from 'node:sqlite';
import { findDamage } from './sums.ts';

/** What is wrong with a database's file. */
export class Damaged extends Error {}

/** SQLite's codes for a damaged file: 11 SQLITE_CORRUPT, 26 SQLITE_NOTADB (sqlite.org/rescode.html). */
export function isDamage(error: unknown): boolean {
  return error instanceof Damaged || [11, 26].includes(primaryCode(error));
}

/** SQLite's primary result code, or -1 for an error that is not SQLite's. */
export function primaryCode(error: unknown): number {
  const code = (error as { errcode?: unknown } | null)?.errcode;
  return typeof code === 'number' ? code & 0xff : -1;
}

/** What can be checked in a store. */
interface Looks {
  /** It is of a version that keeps sums. */
  summed: boolean;
  /** Also compare its index with the items word by word, not only check it for consistency. */
  index: boolean;
}

/**
 * Reads a whole store and compares it with its checksums. A damaged index is rebuilt.
 * @throws Damaged, or SQLite's own error
 */
export function checkIntegrity(db: DatabaseSync, { summed, index }: Looks): void {
  // In one read transaction: another process may write between two statements.
  db.exec('begin');
  try {
    const wrong = db.prepare('pragma integrity_check(20)').all() as { integrity_check: string }[];
    const other = wrong.find(({ integrity_check: what }) => what !== 'ok' && !/items_text/.test(what));
    if (other) throw new Damaged(other.integrity_check);
    const damage = summed ? findDamage(db) : null;
    if (damage) throw new Damaged(damage);
    if (!index && wrong.every(({ integrity_check: what }) => what === 'ok')) return;
  } finally {
    // SQLite has already ended it if the file could not be read.
    if (db.isTransaction) db.exec('rollback');
  }
  if (!indexFits(db)) {
    db.exec("insert into items_text(items_text) values ('rebuild')");
    if (!indexFits(db)) throw new Damaged('index');
  }
}

/** Whether the full-text index matches the items (sqlite.org/fts5.html, 6.4). */
function indexFits(db: DatabaseSync): boolean {
  try {
    db.exec("insert into items_text(items_text, rank) values ('integrity-check', 1)");
    return true;
  } catch (error) {
    if (isDamage(error)) return false;
    // This counts as writing: if another process writes, or nobody may, it waits for another time.
    if ([5, 6, 8].includes(primaryCode(error))) return true;
    throw error;
  }
}
