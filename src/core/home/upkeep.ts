/** What is done in every place of a home: cleaning up, removing what is kept only temporarily, and sizes. */
import fs from 'node:fs';
import path from 'node:path';
import { removeFolder } from '../files/file.ts';
import { clearLeftovers } from '../files/leftovers.ts';
import { clearExports } from './exports.ts';
import { FOLDERS, HISTORY_FILES, PLACES, placeIn } from './places.ts';

/** Cleans up in all places after killed processes. @param models folder of the base models, wherever it is */
export function clearHome(home: string, models: string): void {
  clearExports(placeIn(home, 'exports'));
  for (const { name, nested } of FOLDERS) {
    const folder = name === PLACES.models.name ? models : path.join(home, name);
    clearLeftovers(folder);
    if (nested) for (const each of namesIn(folder)) clearLeftovers(path.join(folder, each));
  }
}

/**
 * Removes what contains the user's words only temporarily. What a process is writing there at the moment goes too.
 * @throws OwnhandError `disk` if another program keeps it open
 */
export function removePassing(home: string): void {
  for (const { name, forgetting } of FOLDERS) {
    if (forgetting !== 'removed') continue;
    removeFolder(path.join(home, name));
  }
}

/** Bytes of the files at a place and below it; 0 if there is none. */
export function sizeOf(home: string, place: keyof typeof PLACES): number {
  const names = place === 'history' ? HISTORY_FILES : [PLACES[place].name];
  return names.reduce((sum, name) => sum + bytesOf(path.join(home, name)), 0);
}

/** Bytes of a file, or of all files below a folder; 0 if there is none. */
export function bytesOf(file: string): number {
  try {
    const stats = fs.lstatSync(file);
    if (!stats.isDirectory()) return stats.size;
    return namesIn(file).reduce((sum, name) => sum + bytesOf(path.join(file, name)), 0);
  } catch {
    // What another process removes meanwhile counts nothing.
    return 0;
  }
}

function namesIn(folder: string): string[] {
  try {
    return fs.readdirSync(folder);
  } catch {
    return [];
  }
}
