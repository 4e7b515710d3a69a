import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fromMilliseconds } from '../../text/isoTime.ts';
import { addedPaths } from '../git/added.ts';
import { Repository } from '../git/repository.ts';

/** A history that takes longer to read than this gives no dates. */
const SECONDS = 60;

/** When files were first committed. Each repository's history is read once, and only when someone asks for a date. */
export class GitDates {
  readonly #roots = new Map<string, Promise<string | null>>();
  readonly #dates = new Map<string, Promise<Map<string, string>>>();
  readonly #signal: AbortSignal | undefined;

  constructor(signal?: AbortSignal) {
    this.#signal = signal;
  }

  /**
   * @param path absolute path of a file
   * @returns ISO time of the commit that first added this path; null without a repository, a commit, or the whole
   * history
   */
  async firstCommit(path: string): Promise<string | null> {
    const root = await this.#rootOf(dirname(path));
    if (root === null) return null;
    let dates = this.#dates.get(root);
    if (!dates) {
      dates = readDates(root, this.#signal);
      this.#dates.set(root, dates);
    }
    return (await dates).get(path) ?? null;
  }

  /** The nearest folder upwards that contains `.git`. */
  #rootOf(folder: string): Promise<string | null> {
    let root = this.#roots.get(folder);
    if (!root) {
      root = stat(join(folder, '.git')).then(
        () => folder,
        () => (dirname(folder) === folder ? null : this.#rootOf(dirname(folder))),
      );
      this.#roots.set(folder, root);
    }
    return root;
  }
}

/** None if anything is wrong with the repository: dates then come from elsewhere. */
async function readDates(root: string, signal: AbortSignal | undefined): Promise<Map<string, string>> {
  const dates = new Map<string, string>();
  let repository: Repository | undefined;
  try {
    repository = new Repository(root);
    // A shallow clone dates every file to where it was cut off.
    if (repository.shallow) return dates;
    for (const [path, seconds] of await addedPaths(repository, { seconds: SECONDS, signal })) {
      const date = fromMilliseconds(seconds * 1000);
      if (date !== null) dates.set(join(root, path), date);
    }
  } catch {
    return new Map();
  } finally {
    repository?.close();
  }
  return dates;
}
