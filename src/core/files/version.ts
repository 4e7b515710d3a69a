import fs from 'node:fs';

/**
 * Tells whether files or folders have been replaced, or a folder's entries have changed, by any process. It costs one
 * look at each of them, so every call can afford it.
 */
export function versionOf(...paths: string[]): string {
  return paths.map(look).join(' ');
}

function look(path: string): string {
  const stats = fs.statSync(path, { bigint: true, throwIfNoEntry: false });
  return stats ? `${stats.ino}:${stats.mtimeNs}:${stats.size}` : '-';
}
