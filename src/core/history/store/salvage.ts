import { DatabaseSync } from 'node:sqlite';
import { defineFunctions } from './functions.ts';
import { isIntact } from './sums.ts';

/** Those of the small values that only the user could provide again. */
const WORDS = ['profile.prose', 'profile.off'];

/**
 * Rescues from a damaged store what mining cannot bring back: what must stay forgotten, and the user's own wording of
 * the profile if it is intact. Takes what it can get.
 */
export function salvage(damaged: string, into: DatabaseSync): void {
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(damaged, { readOnly: true });
    defineFunctions(db);
    const forget = into.prepare('insert or ignore into forgotten(key) values (?)');
    for (const { key } of db.prepare('select key from forgotten').iterate()) {
      if (typeof key === 'string' && /^[0-9a-f]{64}$/.test(key)) forget.run(key);
    }
    if (!isIntact(db, 'meta')) return;
    const keep = into.prepare('insert or ignore into meta(key, value) values (?, ?)');
    for (const { key, value } of db.prepare('select key, value from meta').iterate()) {
      if (WORDS.includes(String(key))) keep.run(key, value);
    }
  } catch {
    // It is damaged, after all.
  } finally {
    db?.close();
  }
}
