import { realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

/**
 * The one name of a file or folder: links are followed, and where a disk does not tell letters' case, or a drive's, it is that
 * of the disk. Of what is not there, as far as it is.
 */
export function realPath(path: string): string {
  const whole = resolve(path);
  try {
    return realpathSync.native(whole);
  } catch {
    const above = dirname(whole);
    return above === whole ? whole : join(realPath(above), basename(whole));
  }
}

/** Whether a path names another machine, as `\\\\server\\share` does on Windows: to look at it opens a connection. */
export function isOnNetwork(path: string): boolean {
  return /^[\\/]{2}/.test(path);
}
