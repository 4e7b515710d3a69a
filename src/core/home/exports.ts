/**
 * Notes of exports in progress: the leftovers of a killed one are in one of the user's folders, where nobody else would
 * look.
 */
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { asFileError } from '../files/file.ts';
import { clearLeftovers, unfinished } from '../files/leftovers.ts';

/**
 * Runs an export into `target` with a note of it in the folder `notes`.
 * @throws OwnhandError `disk` if the note cannot be written
 */
export function noted<T>(notes: string, target: string, work: () => T): T {
  const note = unfinished(path.join(notes, randomBytes(4).toString('hex')));
  try {
    begin(note, path.dirname(path.resolve(target)));
    return work();
  } finally {
    fs.rmSync(note, { force: true });
  }
}

function begin(note: string, folder: string): void {
  try {
    fs.mkdirSync(path.dirname(note), { recursive: true, mode: 0o700 });
    fs.writeFileSync(note, folder, { mode: 0o600 });
  } catch (error) {
    throw asFileError(error, 'Exporting');
  }
}

/** Cleans up where exports were begun and never finished. */
export function clearExports(notes: string): void {
  if (!fs.existsSync(notes)) return;
  for (const name of fs.readdirSync(notes)) {
    try {
      const folder = fs.readFileSync(path.join(notes, name), 'utf8');
      if (path.isAbsolute(folder)) clearLeftovers(folder);
    } catch {
      // It was finished meanwhile.
    }
  }
}
