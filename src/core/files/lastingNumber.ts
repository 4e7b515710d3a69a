import { statSync } from 'node:fs';

/**
 * What the disk calls a file or folder, whatever its name and place: it stays the same when that is renamed or moved.
 * With the time at which it was made, since a number is given again. Null where the disk keeps no such time.
 */
export function lastingNumber(path: string): string | null {
  try {
    const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
    return stats && stats.birthtimeNs > 0n ? `${stats.ino}:${stats.birthtimeNs}` : null;
  } catch {
    return null;
  }
}
