/**
 * One training run at a time on a history, however many windows and commands there are. SQLite holds the lock, so that
 * the system itself lets go of it when the process ends, however that ends: no number of a process has to be believed.
 */
import fs from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { asFileError } from '../files/file.ts';
import { primaryCode } from '../history/store/integrity.ts';
import { asStoreError } from '../history/store/schema.ts';
import { OwnhandError } from '../support/errors.ts';

/** Lies beside the folder and stays, empty: of a file that is removed and made again two processes could each hold one. */
export const LOCK = '.lock';
/** SQLite's code for a lock that another connection holds. */
const BUSY = 5;
/** Milliseconds that somebody who only looks may take. */
const PATIENCE = 200;

/** Whether a run, of this process or another, keeps the folder. */
export function isTraining(folder: string): boolean {
  const file = folder + LOCK;
  if (!fs.existsSync(file)) return false;
  const db = new DatabaseSync(file);
  try {
    // Reading needs a lock that many can share, and a run shares with none.
    db.prepare('select 1 from sqlite_schema').get();
    return false;
  } catch (error) {
    return primaryCode(error) === BUSY;
  } finally {
    db.close();
  }
}

/**
 * Keeps the folder for a run, until what is returned is called.
 * @throws OwnhandError `disk` while another run keeps it
 */
export function lockTraining(folder: string): () => void {
  const file = folder + LOCK;
  let db: DatabaseSync | undefined;
  try {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    // Not opened where it is there: closing a file gives up the locks that this process has on it (fcntl(2)).
    if (!fs.existsSync(file)) fs.closeSync(fs.openSync(file, 'a', 0o600));
    else if (fs.statSync(file).size > 0) fs.truncateSync(file);
    db = new DatabaseSync(file, { timeout: PATIENCE });
    // A journal would be a file beside it, for nothing that is ever written.
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
