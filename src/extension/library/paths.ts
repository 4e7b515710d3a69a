import { realpath } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';

/** The first of some files and folders that is in one of `folders`, or contains one of them; links are followed. */
export async function firstOverlap(paths: string[], folders: string[]): Promise<string | undefined> {
  const real = (file: string) => realpath(file).catch(() => path.resolve(file));
  const against = await Promise.all(folders.map(real));
  for (const each of paths) {
    const place = await real(each);
    if (against.some((folder) => contains(folder, place) || contains(place, folder))) return each;
  }
  return undefined;
}

/** Whether a path is a folder itself or inside it; both absolute. */
export function contains(folder: string, place: string): boolean {
  const way = path.relative(folder, place);
  return way !== '..' && !way.startsWith(`..${path.sep}`) && !path.isAbsolute(way);
}

/** A path as a person reads it: in the home folder it begins with `~`. */
export function shortPath(file: string, home = homedir()): string {
  return contains(home, file) ? path.join('~', path.relative(home, file)) : file;
}

/** A path that a person wrote in a setting: `~` is the home folder. */
export function fromHome(file: string, home = homedir()): string {
  return /^~(?=$|[/\\])/.test(file) ? home + file.slice(1) : file;
}

/**
 * The short name of a file or folder among others: its name, preceded by as many of its folders as tell it from them.
 */
export function nameAmong(file: string, all: readonly string[]): string {
  const parts = file.split(/[\\/]+/).filter((part) => part !== '');
  const others = all.filter((other) => other !== file).map((other) => other.split(/[\\/]+/));
  for (let count = 1; count < parts.length; count++) {
    const last = parts.slice(-count).join('/');
    if (others.every((other) => other.slice(-count).join('/') !== last)) return last;
  }
  return file;
}
