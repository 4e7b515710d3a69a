import { DatabaseSync } from 'node:sqlite';
import { defineFunctions } from './functions.ts';
import { isIntact } from './sums.ts';

/** Those of the small values that only the user could provide again. */
const WORDS = ['profile.prose', 'profile.off'];
const KEY = /^[0-9a-f]{64}$/;

/**
 * Rescues from a damaged store what mining cannot bring back: what must stay forgotten, and the user's own wording of
 * the profile if it is intact. Takes what it can get.
 */
export function salvage(damaged: string, into: DatabaseSync): void {
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(damaged, { readOnly: true });
    defineFunctions(db);
    for (const take of [takeForgotten, takeTraces, takeWords]) tryTo(take, db, into);
  } catch {
    // Not a database any more.
  } finally {
    db?.close();
  }
}

function tryTo(take: (db: DatabaseSync, into: DatabaseSync) => void, db: DatabaseSync, into: DatabaseSync): void {
  try {
    take(db, into);
  } catch {
    // It is damaged after all, or of a version that had no such table.
  }
}

function takeForgotten(db: DatabaseSync, into: DatabaseSync): void {
  const put = into.prepare('insert or ignore into forgotten(key) values (?)');
  for (const { key } of db.prepare('select key from forgotten').iterate()) if (isKey(key)) put.run(key);
}

function takeTraces(db: DatabaseSync, into: DatabaseSync): void {
  const put = into.prepare('insert or ignore into traces(key, text, source) values (?, ?, ?)');
  for (const { key, text, source } of db.prepare('select key, text, source from traces').iterate()) {
    if (isKey(key) && isKey(source) && (text === '' || isKey(text))) put.run(key, text, source);
  }
}

function takeWords(db: DatabaseSync, into: DatabaseSync): void {
  if (!isIntact(db, 'meta')) return;
  const put = into.prepare('insert or ignore into meta(key, value) values (?, ?)');
  for (const { key, value } of db.prepare('select key, value from meta').iterate()) {
    if (WORDS.includes(String(key))) put.run(key, value);
  }
}

function isKey(value: unknown): value is string {
  return typeof value === 'string' && KEY.test(value);
}
