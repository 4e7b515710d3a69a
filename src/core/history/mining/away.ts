import { readdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { hashOf } from '../../files/hash.ts';
import type { HistoryStore } from '../store/store.ts';

const FOLDERS = 'mine.folders';

/**
 * Tells deleted documents from documents that are away: on a disk that is not mounted, where an empty folder is found
 * instead, or in a folder that cannot be read now. What is away stays in the history until its own folder is seen
 * without it, or until the user forgets it. Folders are told apart by their numbers on the disk, which are kept as
 * hashes.
 */
export class AwayFolders {
  readonly #store: HistoryStore;
  readonly #kept: Record<string, string>;
  readonly #known = new Map<string, 'there' | 'away' | 'missing'>();

  constructor(store: HistoryStore) {
    this.#store = store;
    const kept = store.getMetaJson(FOLDERS);
    this.#kept = typeof kept === 'object' && kept !== null ? { ...(kept as Record<string, string>) } : {};
  }

  /** @param file one that was not found @param root the folder it was looked for in, or the file itself */
  isAway(file: string, root: string): boolean {
    for (let folder = dirname(file); file !== root; folder = dirname(folder)) {
      const what = this.#look(folder);
      if (what !== 'missing') return what === 'away';
      if (folder === root || dirname(folder) === folder) break;
    }
    return false;
  }

  /** Remembers the folders that documents are in. */
  keep(files: Iterable<string>, roots: readonly string[]): void {
    const before = JSON.stringify(this.#kept);
    for (const folder of new Set([...[...files].map((file) => dirname(file)), ...roots])) {
      if (this.#known.get(folder) === 'away') continue;
      const number = numberOf(folder);
      if (number !== null) this.#kept[keyOf(folder)] = number;
    }
    const after = JSON.stringify(this.#kept);
    if (after !== before) this.#store.setMeta(FOLDERS, after);
  }

  #look(folder: string): 'there' | 'away' | 'missing' {
    let what = this.#known.get(folder);
    if (what !== undefined) return what;
    try {
      const another = (this.#kept[keyOf(folder)] ?? numberOf(folder)) !== numberOf(folder);
      what = readdirSync(folder).length === 0 && another ? 'away' : 'there';
    } catch (error) {
      what = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'missing' : 'away';
    }
    this.#known.set(folder, what);
    return what;
  }
}

function keyOf(folder: string): string {
  return hashOf(folder).slice(0, 16);
}

function numberOf(folder: string): string | null {
  const stats = statSync(folder, { bigint: true, throwIfNoEntry: false });
  return stats?.isDirectory() ? `${stats.dev}:${stats.ino}` : null;
}
