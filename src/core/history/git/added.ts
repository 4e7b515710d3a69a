import { setImmediate as yieldToEvents } from 'node:timers/promises';
import { type Commit, NotGit, readCommit, readTree, type TreeEntry } from './object.ts';
import type { Repository } from './repository.ts';

const COMMIT_LIMIT = 500_000;
const DEPTH_LIMIT = 128;
/** A tree that contains another one often makes many paths from few bytes. */
const PATH_LIMIT = 1_000_000;
/** Of a path; no system has longer ones. */
const LONGEST_PATH = 4096;
/** Milliseconds after which the event loop gets its turn. */
const TURN = 20;

/**
 * When each path of a repository's history was first added, from the earliest commit that did: like `git log
 * --diff-filter=A --no-renames`, which ignores merges.
 * @param seconds after which it gives up
 * @returns paths from the root, with slashes, and seconds since 1970 by the author's clock
 * @throws NotGit if the history is damaged, incomplete, or takes too long
 */
export async function addedPaths(
  repository: Repository,
  { seconds, signal }: { seconds: number; signal?: AbortSignal },
): Promise<Map<string, number>> {
  const end = performance.now() + seconds * 1000;
  let turn = performance.now() + TURN;
  const breathe = async () => {
    if (performance.now() < turn) return;
    await yieldToEvents();
    if (signal?.aborted || performance.now() > end) throw new NotGit('stopped');
    turn = performance.now() + TURN;
  };
  const commits = new Map<string, Commit>();
  const waiting = repository.head === null ? [] : [repository.head];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (commits.has(name)) continue;
    if (commits.size >= COMMIT_LIMIT) throw new NotGit('size');
    const commit = readCommit(repository.read(name));
    commits.set(name, commit);
    waiting.push(...commit.parents.toReversed());
    await breathe();
  }
  const added = new Map<string, Commit>();
  for (const commit of commits.values()) {
    if (commit.parents.length > 1) continue;
    const parent = commits.get(commit.parents[0]);
    for (const path of newIn(repository, parent?.tree ?? null, commit.tree)) {
      await breathe();
      if (path === null) continue;
      if (added.size >= PATH_LIMIT || path.length > LONGEST_PATH) throw new NotGit('size');
      const known = added.get(path);
      if (!known || commit.committed <= known.committed) added.set(path, commit);
    }
    await breathe();
  }
  return new Map([...added].map(([path, { authored }]) => [path, authored]));
}

/** Paths of one tree that are not in another, and null at each folder. @param before null for the empty tree */
function* newIn(
  repository: Repository,
  before: string | Buffer | null,
  after: string | Buffer,
): Generator<string | null> {
  const entries = (tree: string | Buffer | null) =>
    tree === null ? new Map<string, TreeEntry>() : readTree(repository.read(tree), repository.hash);
  function* walk(
    from: string | Buffer | null,
    to: string | Buffer,
    prefix: string,
    depth: number,
  ): Generator<string | null> {
    // A damaged repository could contain a tree that contains itself.
    if (depth > DEPTH_LIMIT) throw new NotGit('depth');
    yield null;
    const old = entries(from);
    for (const [name, entry] of entries(to)) {
      const was = old.get(name);
      if (was?.folder === entry.folder && was.object.equals(entry.object)) continue;
      if (entry.folder) yield* walk(was?.folder ? was.object : null, entry.object, `${prefix}${name}/`, depth + 1);
      else if (!was || was.folder) yield prefix + name;
    }
  }
  yield* walk(before, after, '', 0);
}
