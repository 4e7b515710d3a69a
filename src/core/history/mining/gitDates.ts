import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { fromMilliseconds } from '../../text/dates.ts';

const run = promisify(execFile);
const MARK = '\u0001';

/** When files were first committed. Each repository's log is read once, and only when a date is asked for. */
export class GitDates {
  readonly #roots = new Map<string, Promise<string | null>>();
  readonly #dates = new Map<string, Promise<Map<string, string>>>();
  readonly #signal: AbortSignal | undefined;

  constructor(signal?: AbortSignal) {
    this.#signal = signal;
  }

  /**
   * @param path absolute path of a file
   * @returns ISO time of the commit that first added this path; null without git, a repository or a commit
   */
  async firstCommit(path: string): Promise<string | null> {
    const root = await this.#rootOf(dirname(path));
    if (root === null) return null;
    let dates = this.#dates.get(root);
    if (!dates) {
      dates = readLog(root, this.#signal);
      this.#dates.set(root, dates);
    }
    return (await dates).get(path) ?? null;
  }

  /** The nearest folder upwards that holds `.git`. */
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

async function readLog(root: string, signal: AbortSignal | undefined): Promise<Map<string, string>> {
  const dates = new Map<string, string>();
  // A shallow clone dates every file to where it was cut off.
  const shallow = await git(root, ['rev-parse', '--is-shallow-repository'], signal);
  if (shallow?.trim() !== 'false') return dates;
  const args = ['log', '--diff-filter=A', '--no-renames', '--name-only', '-z', `--format=${MARK}%at`];
  const log = await git(root, args, signal);
  let date: string | null = null;
  // With -z a commit's header is followed by a line feed and its names, each ended by NUL.
  for (const part of log?.split('\0') ?? []) {
    for (const token of part.startsWith(MARK) ? part.split('\n') : [part.replace(/^\n/, '')]) {
      if (token.startsWith(MARK)) date = fromMilliseconds(Number(token.slice(1)) * 1000);
      // Newest first: a file added again later gets its older date in the end.
      else if (token !== '' && date !== null) dates.set(join(root, token), date);
    }
  }
  return dates;
}

/** Output of git, or null when it fails in any way: dates then come from elsewhere. */
async function git(root: string, args: string[], signal: AbortSignal | undefined): Promise<string | null> {
  try {
    const options = { maxBuffer: 1 << 28, timeout: 60_000, windowsHide: true, ...(signal && { signal }) };
    const { stdout } = await run('git', ['-C', root, '-c', 'core.quotePath=false', ...args], options);
    return stdout;
  } catch {
    return null;
  }
}
