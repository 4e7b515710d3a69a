import { chmodSync, closeSync, existsSync, mkdirSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { OwnhandError } from '../../support/errors.ts';
import { defineFunctions } from './functions.ts';
import { checkIntegrity, Damaged, isDamage, primaryCode } from './integrity.ts';
import { salvage } from './salvage.ts';
import { STEPS } from './steps.ts';
import { NOTE_SCHEMA } from './sums.ts';

/** How long to wait for another process to finish writing, in milliseconds. */
export const BUSY_TIMEOUT = 5_000;

/** Files up to this size are checked for damage at every start, which takes some tenths of a second. */
const CHECKED_BYTES = 64 << 20;
/** Up to this size the index is compared with the items each time, which takes as long as everything else. */
const INDEX_CHECKED_BYTES = 16 << 20;

/** The first version that keeps checksums of its rows. */
const SUMMED = 3;

/** An open database, and whether it had to be recreated because the old file was damaged. */
export interface OpenDatabase {
  db: DatabaseSync;
  restarted: boolean;
}

/**
 * Opens or creates the database at `file`; its folder is readable by the user alone. A damaged file is replaced by an
 * empty one, because everything in it can be mined again from the documents.
 * @throws OwnhandError `disk` if the file cannot be made or is locked, or was written by a newer version.
 */
export function openDatabase(file: string): OpenDatabase {
  try {
    makePrivate(file);
    try {
      return { db: connect(file), restarted: false };
    } catch (error) {
      if (!isDamage(error)) throw error;
      setAside(file);
      makePrivate(file);
      const db = connect(file);
      salvage(asideOf(file), db);
      return { db, restarted: true };
    }
  } catch (error) {
    if (error instanceof OwnhandError) throw error;
    const known = asStoreError(error);
    if (OwnhandError.is(known)) throw known;
    const why = error instanceof Error ? error.message : String(error);
    const message = `The history at ${file} cannot be opened (${why}); check its folder and try again.`;
    throw new OwnhandError('disk', message, { cause: error });
  }
}

/** Folder 0700 and file 0600, set before a word is written; SQLite gives its side files the same mode. */
function makePrivate(file: string): void {
  const folder = dirname(file);
  if (!existsSync(folder)) mkdirSync(folder, { recursive: true, mode: 0o700 });
  closeSync(openSync(file, 'a', 0o600));
  if (process.platform !== 'win32') chmodSync(file, 0o600);
}

function connect(file: string): DatabaseSync {
  // Checking reads the whole file. A large one is checked only if it was not closed properly, which leaves its log.
  const { size } = statSync(file);
  const suspect = size <= CHECKED_BYTES || existsSync(`${file}-wal`);
  const db = new DatabaseSync(file);
  try {
    db.exec(`pragma busy_timeout = ${BUSY_TIMEOUT}`);
    const version = versionOf(db);
    if (version > STEPS.length) {
      throw new OwnhandError(
        'disk',
        `The history at "${file}" was written by a newer Ownhand; update this one to use it.`,
      );
    }
    db.exec('pragma journal_mode = wal; pragma synchronous = normal;');
    // Removed text is overwritten with zeros, so that what was forgotten does not stay in the file.
    db.exec('pragma secure_delete = on; pragma foreign_keys = on; pragma temp_store = memory;');
    defineFunctions(db);
    if (suspect && version > 0) checkIntegrity(db, { summed: version >= SUMMED, index: size <= INDEX_CHECKED_BYTES });
    if (version < STEPS.length) migrate(db);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function versionOf(db: DatabaseSync): number {
  return (db.prepare('pragma user_version').get() as { user_version: number }).user_version;
}

/** Creates the tables, or upgrades those of an earlier version, completely or not at all. */
function migrate(db: DatabaseSync): void {
  // Immediate: if two processes open a store at once, the second waits and then finds it done.
  db.exec('begin immediate');
  try {
    for (const step of STEPS.slice(versionOf(db))) db.exec(step);
    db.exec(`${NOTE_SCHEMA} pragma user_version = ${STEPS.length}; commit;`);
  } catch (error) {
    if (db.isTransaction) db.exec('rollback');
    // A step fits the version before it, unless the file gives a wrong version.
    if (primaryCode(error) === 1) throw new Damaged('version', { cause: error });
    throw error;
  }
}

const FULL = 13;
/** Shared memory could not be made as large as needed: this is how a full disk shows when a history is opened. */
const SHARED_SIZE = 4874;

/** What SQLite's primary result codes mean to a person (sqlite.org/rescode.html). */
const CAUSES: Record<number, string> = {
  5: 'The history is in use by another window or command; wait for it to end and try again.',
  6: 'The history is in use by another window or command; wait for it to end and try again.',
  8: 'The history cannot be written; check who owns its folder, and that the disk is not read-only.',
  10: 'The disk failed while the history was read or written; check it and try again.',
  11: 'The history is damaged; start again and mine your writing, which rebuilds it.',
  [FULL]: 'The disk is full; free some space and try again.',
  26: 'The history is damaged; start again and mine your writing, which rebuilds it.',
};

/** Turns a database failure into a sentence a person can act on; other errors pass through. */
export function asStoreError(error: unknown): unknown {
  const opened = (error as { errcode?: unknown } | null)?.errcode === SHARED_SIZE;
  const message = CAUSES[opened ? FULL : primaryCode(error)];
  return message === undefined ? error : new OwnhandError('disk', message, { cause: error });
}

/** Removes a damaged file that was kept next to the store. */
export function removeDamaged(file: string): void {
  rmSync(asideOf(file), { force: true });
}

/** Keeps the damaged file next to the new one, replacing an earlier damaged one. */
function setAside(file: string): void {
  renameSync(file, asideOf(file));
  for (const suffix of ['-wal', '-shm']) rmSync(file + suffix, { force: true });
}

function asideOf(file: string): string {
  return `${file}.damaged`;
}
