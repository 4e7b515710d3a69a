/** What should go with the extension when it is uninstalled: nothing, unless the user has asked for it. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as v from 'valibot';
import { asFileError } from '../files/file.ts';
import { OURS } from './places.ts';

/** The editor runs the uninstall script without telling it any folder, so this one place is fixed. */
function noteFile(): string {
  return path.join(os.homedir(), '.ownhand', 'on-uninstall.json');
}

/** Home folders that the user wants removed. */
function asked(): string[] {
  try {
    return v.parse(v.array(v.string()), JSON.parse(fs.readFileSync(noteFile(), 'utf8'))).filter(path.isAbsolute);
  } catch {
    return [];
  }
}

export function isToRemove(home: string): boolean {
  return asked().includes(path.resolve(home));
}

/**
 * Records that a home folder should be removed with the extension, or no longer.
 * @throws OwnhandError `disk` if that cannot be recorded
 */
export function setToRemove(home: string, remove: boolean): void {
  const folder = path.resolve(home);
  const homes = [...asked().filter((each) => each !== folder), ...(remove ? [folder] : [])];
  const file = noteFile();
  try {
    if (homes.length === 0) drop(file);
    else {
      fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
      fs.writeFileSync(file, JSON.stringify(homes), { mode: 0o600 });
    }
  } catch (error) {
    throw asFileError(error, 'Recording what to remove');
  }
}

/** Removes what the user asked to be removed, and the record of it. */
export function removeAsked(): void {
  for (const home of asked()) {
    for (const name of OURS) fs.rmSync(path.join(home, name), { recursive: true, force: true });
    dropEmpty(home);
  }
  drop(noteFile());
}

function drop(file: string): void {
  fs.rmSync(file, { force: true });
  dropEmpty(path.dirname(file));
}

function dropEmpty(folder: string): void {
  try {
    fs.rmdirSync(folder);
  } catch {
    // It contains something else, or does not exist.
  }
}
