import fs from 'node:fs';

/**
 * Tells whether files or folders have been replaced, or something added to or taken from a folder, by whatever process.
 * It costs a look at each of them, so that every call can ask.
 */
export function versionOf(...paths: string[]): string {
  return paths.map(look).join(' ');
}

function look(path: string): string {
  const stats = fs.statSync(path, { bigint: true, throwIfNoEntry: false });
  return stats ? `${stats.ino}:${stats.mtimeNs}:${stats.size}` : '-';
}
