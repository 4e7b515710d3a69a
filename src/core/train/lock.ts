/**
 * One training run at a time per history, however many windows and commands there are. SQLite holds the lock, so the
 * system itself releases it when the process ends, however it ends, and no process id has to be trusted.
 */
import fs from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { asFileError } from '../files/file.ts';
import { primaryCode } from '../history/store/integrity.ts';
import { asStoreError } from '../history/store/schema.ts';
import { OwnhandError } from '../support/errors.ts';

/**
 * It is next to the folder and stays there, empty: if the file were removed and made again, two processes could each
 * hold one.
 */
export const LOCK = '.lock';
/** SQLite's code for a lock held by another connection. */
const BUSY = 5;
/** How many milliseconds a mere look may take. */
const PATIENCE = 200;

/** Whether a run, of this process or another, holds the folder. */
export function isTraining(folder: string): boolean {
  const file = folder + LOCK;
  if (!fs.existsSync(file)) return false;
  const db = new DatabaseSync(file);
  try {
    // Reading needs a lock that many can share, and a run shares its lock with nobody.
    db.prepare('select 1 from sqlite_schema').get();
    return false;
  } catch (error) {
    return primaryCode(error) === BUSY;
  } finally {
    db.close();
  }
}

/**
 * Holds the folder for a run until the returned function is called.
 * @throws OwnhandError `disk` while another run holds it
 */
export function lockTraining(folder: string): () => void {
  const file = folder + LOCK;
  let db: DatabaseSync | undefined;
  try {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    // Not opened if it exists: closing a file gives up all locks that the process has on it (fcntl(2)).
    if (!fs.existsSync(file)) fs.closeSync(fs.openSync(file, 'a', 0o600));
    else if (fs.statSync(file).size > 0) fs.truncateSync(file);
    db = new DatabaseSync(file, { timeout: PATIENCE });
    // A journal would be another file next to it, for nothing that is ever written.
    db.exec('pragma journal_mode = memory; begin exclusive');
  } catch (error) {
    db?.close();
    if (primaryCode(error) === BUSY) {
      throw new OwnhandError('disk', 'Another window is training already; wait for it, or pause it there.');
    }
    throw asStoreError(asFileError(error, 'Beginning to train'));
  }
  const held = db;
  return () => {
    if (held.isOpen) held.close();
  };
}
