/** Notes of exports under way: what a killed one leaves lies in a folder of the user's, where nobody else would look. */
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { clearLeftovers, unfinished } from '../files/leftovers.ts';

/** Runs an export into `target` with a note of it in the folder `notes`. */
export function noted<T>(notes: string, target: string, work: () => T): T {
  const note = unfinished(path.join(notes, randomBytes(4).toString('hex')));
  fs.mkdirSync(notes, { recursive: true, mode: 0o700 });
  fs.writeFileSync(note, path.dirname(path.resolve(target)), { mode: 0o600 });
  try {
    return work();
  } finally {
    fs.rmSync(note, { force: true });
  }
}

/** Clears up where exports were begun and never finished. */
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
