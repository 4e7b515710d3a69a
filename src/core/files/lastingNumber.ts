import { statSync } from 'node:fs';

/**
 * The disk's own number for a file or folder, whatever its name and place: it stays the same when that is renamed or
 * moved.
 * It includes the time of creation, since numbers are reused. Null if the disk keeps no such time.
 */
export function lastingNumber(path: string): string | null {
  try {
    const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
    return stats && stats.birthtimeNs > 0n ? `${stats.ino}:${stats.birthtimeNs}` : null;
  } catch {
    return null;
  }
}
