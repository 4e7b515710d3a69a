import fs from 'node:fs';
import path from 'node:path';

/**
 * A folder of `media/` in this installation: some folders above this file, in the sources as in a bundle; null if it
 * does not exist.
 */
export function shippedFolder(name: 'adapters' | 'models'): string | null {
  for (let at = import.meta.dirname; ; at = path.dirname(at)) {
    const folder = path.join(at, 'media', name);
    if (fs.existsSync(folder)) return folder;
    if (path.dirname(at) === at) return null;
  }
}
