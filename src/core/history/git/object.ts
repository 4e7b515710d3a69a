/** Objects in a git repository: commits and the trees of their files, as far as dates need them. */

/** Bytes of an object at most: commits and trees are small. */
export const OBJECT_LIMIT = 32 << 20;

/** A repository that is damaged, incomplete, or of an unsupported kind. */
export class NotGit extends Error {}

export interface GitObject {
  kind: 'commit' | 'tree' | 'blob' | 'tag';
  bytes: Buffer;
}

export interface Commit {
  /** Hex names. */
  tree: string;
  parents: string[];
  /** Seconds since 1970. */
  authored: number;
  committed: number;
}

/** @throws NotGit */
export function readCommit({ kind, bytes }: GitObject): Commit {
  const end = bytes.indexOf('\n\n');
  const head = bytes.toString('latin1', 0, end < 0 ? bytes.length : end);
  const tree = /^tree ([0-9a-f]+)$/m.exec(head)?.[1];
  const time = (who: string) => timeIn(head, who);
  if (kind !== 'commit' || tree === undefined) throw new NotGit('commit');
  const parents = [...head.matchAll(/^parent ([0-9a-f]+)$/gm)].map(([, name]) => name);
  return { tree, parents, authored: time('author'), committed: time('committer') };
}

/** Seconds at the end of the line with this beginning; NaN if it has none. */
function timeIn(head: string, who: string): number {
  const from = head.indexOf(`\n${who} `);
  const line = from < 0 ? '' : head.slice(from + 1, lineEnd(head, from + 1));
  // Only the end: in a line of digits, every one could be the first.
  return Number(/ (\d{1,16}) [+-]\d{1,8}$/.exec(line.slice(-40))?.[1] ?? Number.NaN);
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

export interface TreeEntry {
  /** Whether it is a folder. */
  folder: boolean;
  /** Bytes of the name of its object. */
  object: Buffer;
}

/** @param hash bytes of an object's name @returns entries by their file names @throws NotGit */
export function readTree({ kind, bytes }: GitObject, hash: number): Map<string, TreeEntry> {
  if (kind !== 'tree') throw new NotGit('tree');
  const entries = new Map<string, TreeEntry>();
  for (let at = 0; at < bytes.length; ) {
    const blank = bytes.indexOf(0x20, at);
    const end = bytes.indexOf(0, blank);
    if (blank < 0 || end < 0 || end + 1 + hash > bytes.length) throw new NotGit('tree');
    const folder = bytes.toString('latin1', at, blank) === '40000';
    entries.set(bytes.toString('utf8', blank + 1, end), { folder, object: bytes.subarray(end + 1, end + 1 + hash) });
    at = end + 1 + hash;
  }
  return entries;
}
