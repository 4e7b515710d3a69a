/**
 * What is being written has a name of its own until it is complete, so that leftovers of a killed process can be
 * recognised.
 */
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { isAtWork, OWN_RUN } from './process.ts';

const OWNER = `${process.pid}-${OWN_RUN}`;
const LEFTOVER = /^\.(.+)\.(\d+)-([0-9a-f]{8})\.(new|old)$/;

/** Where a file or folder is made, next to its final place, to which it is then renamed. */
export function unfinished(target: string): string {
  return beside(target, 'new');
}

/** Moves a finished folder into place. One that is already there is set aside until the new one is in place. */
export function replaceFolder(finished: string, target: string): void {
  const old = beside(target, 'old');
  if (fs.existsSync(target)) fs.renameSync(target, old);
  try {
    fs.renameSync(finished, target);
  } catch (error) {
    if (fs.existsSync(old)) fs.renameSync(old, target);
    throw error;
  }
  fs.rmSync(old, { recursive: true, force: true });
}

/** Deletes a file or folder, if there is one, in one step: a process killed meanwhile leaves no part of it in place. */
export function discard(target: string): void {
  const aside = unfinished(path.join(path.dirname(target), randomBytes(4).toString('hex')));
  try {
    fs.renameSync(target, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    // On Windows one that is in use cannot be moved, though its content may be deleted.
    fs.rmSync(target, { recursive: true, force: true });
    return;
  }
  fs.rmSync(aside, { recursive: true, force: true });
}

/**
 * Cleans up in a folder after killed processes: deletes what was never finished, and puts back what was set aside for
 * something that never came. What cannot be cleaned up, as in a read-only folder, stays.
 */
export function clearLeftovers(folder: string): void {
  for (const name of namesIn(folder)) {
    const [, target, pid, run, kind] = LEFTOVER.exec(name) ?? [];
    const file = path.join(folder, name);
    if (target === undefined || isAtWork(Number(pid), run, file)) continue;
    try {
      if (kind === 'old' && !fs.existsSync(path.join(folder, target))) fs.renameSync(file, path.join(folder, target));
      else fs.rmSync(file, { recursive: true, force: true });
    } catch {
      // Another process may be cleaning up too.
    }
  }
}

function beside(target: string, kind: 'new' | 'old'): string {
  return path.join(path.dirname(target), `.${path.basename(target)}.${OWNER}.${kind}`);
}

function namesIn(folder: string): string[] {
  try {
    return fs.readdirSync(folder);
  } catch {
    return [];
  }
}
