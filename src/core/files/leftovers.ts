/** What is being written has a name of its own until it is whole, so that what a killed process left can be told. */
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { isAtWork, OWN_RUN } from './process.ts';

const OWNER = `${process.pid}-${OWN_RUN}`;
const LEFTOVER = /^\.(.+)\.(\d+)-([0-9a-f]{8})\.(new|old)$/;

/** Where a file or folder is made, beside the place that it will take by a rename. */
export function unfinished(target: string): string {
  return beside(target, 'new');
}

/** Puts a finished folder in its place. One already there is set aside until the new one stands. */
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

/** Deletes a file or folder, where there is one, in one step: a process killed meanwhile leaves no part of it in its place. */
export function discard(target: string): void {
  const aside = unfinished(path.join(path.dirname(target), randomBytes(4).toString('hex')));
  try {
    fs.renameSync(target, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    // One that is in use cannot be moved on Windows, though what is in it may go.
    fs.rmSync(target, { recursive: true, force: true });
    return;
  }
  fs.rmSync(aside, { recursive: true, force: true });
}

/**
 * Clears up in a folder after processes that were killed: what was never finished goes, and what was set aside for
 * something that never came is put back. What cannot be cleared up, as in a folder that is read-only, stays.
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
      // Another process may be clearing up too.
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
