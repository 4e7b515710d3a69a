import { type Stats, statSync } from 'node:fs';

/** Of the file at a path; undefined if there is none, or none that may be looked at. */
export function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
