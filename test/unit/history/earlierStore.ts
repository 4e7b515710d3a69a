import { readFileSync, renameSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { defineFunctions } from '../../../src/core/history/store/functions.ts';
import { fixture } from '../tiny.ts';

const COLUMNS: Record<string, string> = {
  items: 'seq, id, source, kind, date, title, tags, words, bytes, sha256, bands',
  files: 'path, size, mtime, sha256, explicit, skipped',
  duplicates: 'id, file, original',
};

/** Replaces a closed store with one made by an earlier version, with the same items, files and duplicates. */
export function makeEarlier(storeFile: string, version: 1 | 2 | 3): void {
  const db = new DatabaseSync(`${storeFile}.earlier`);
  defineFunctions(db);
  db.exec('pragma journal_mode = wal');
  for (let step = 1; step <= version; step++) db.exec(readFileSync(fixture('stores', `${step}.sql`), 'utf8'));
  db.exec(`attach '${storeFile}' as later`);
  for (const [table, columns] of Object.entries(COLUMNS)) {
    const text = table !== 'items' ? ['', ''] : version === 1 ? [', text', ', coalesce(original, text)'] : TEXTS;
    db.exec(`insert into main.${table}(${columns}${text[0]}) select ${columns}${text[1]} from later.${table}`);
  }
  if (version >= 2) {
    db.exec('insert into main.paragraphs select * from later.paragraphs');
    db.exec('insert into main.forgotten select * from later.forgotten');
    db.exec('delete from main.meta; insert into main.meta select * from later.meta');
  }
  db.close();
  renameSync(`${storeFile}.earlier`, storeFile);
}

const TEXTS = [', text, language, original', ', text, language, original'];
