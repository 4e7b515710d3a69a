import { realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

/**
 * The canonical path of a file or folder: links are followed, and where a disk ignores case, the spelling is the
 * disk's. For one that does not exist, as far as it exists.
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

/**
 * Whether a path names another machine, as `\\\\server\\share` does on Windows: even looking at it opens a connection.
 */
export function isOnNetwork(path: string): boolean {
  return /^[\\/]{2}/.test(path);
}
