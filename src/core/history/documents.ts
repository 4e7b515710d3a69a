import { readFile, stat } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { dateInPath, fromMilliseconds } from './dates.ts';
import type { FileState } from './fileStates.ts';
import type { FoundFile } from './files.ts';
import type { GitDates } from './gitDates.ts';
import { type Draft, hashOf } from './itemLines.ts';
import { readMarkdown, readPlainText } from './markdown.ts';
import { countWords } from './prose.ts';

const MAX_BYTES = 2_000_000;
const MIN_WORDS = 40;
const GENERATED = /@generated\b|\bDO NOT EDIT\b|\b(?:[Aa]utomatically|[Aa]uto)[ -]?generated (?:file|by|from)\b/;
const MARKDOWN = /^\.(?:md|markdown|mdown|mkd|mdx|qmd|rmd)$/i;

/** What reading a document came to. `state` is what to remember of the file, less what its item leads to. */
export type Reading =
  | { kind: 'unchanged'; state: FileState }
  | { kind: 'skipped'; state: FileState }
  | { kind: 'read'; state: FileState; draft: Draft }
  | { kind: 'gone' };

/**
 * Reads one document unless it is as it was.
 * A file named by the user is read whatever it is; one found in a folder is passed over, with the reason, where it is
 * large, binary, generated or too short to learn from.
 * @param known what was remembered of the file
 */
export async function readDocument(file: FoundFile, known: FileState | undefined, git: GitDates): Promise<Reading> {
  let bytes: Buffer;
  const state: FileState = { path: file.path, size: 0, mtime: 0, sha256: '', explicit: file.explicit, skipped: {} };
  const skip = (reason: string): Reading => ({ kind: 'skipped', state: { ...state, skipped: { [reason]: 1 } } });
  try {
    const stats = await stat(file.path);
    state.size = stats.size;
    state.mtime = stats.mtimeMs;
    const same = known && known.size === state.size && known.explicit === state.explicit;
    if (same && known.mtime === state.mtime) return { kind: 'unchanged', state: known };
    if (!file.explicit && stats.size > MAX_BYTES) return skip('too large');
    bytes = await readFile(file.path);
    state.sha256 = hashOf(bytes);
    if (same && known.sha256 === state.sha256) {
      return { kind: 'unchanged', state: { ...known, mtime: state.mtime } };
    }
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? { kind: 'gone' } : skip('unreadable');
  }
  if (bytes.subarray(0, 8192).includes(0)) return skip('binary');
  const content = bytes.toString('utf8');
  if (!file.explicit && GENERATED.test(content.slice(0, 600))) return skip('generated');
  const markdown = MARKDOWN.test(extname(file.path));
  const read = markdown ? readMarkdown(content) : readPlainText(content);
  const words = countWords(read.text);
  if (words === 0) return skip('empty');
  if (!file.explicit && words < MIN_WORDS) return skip('too short');
  const date =
    read.date ?? (await git.firstCommit(file.path)) ?? dateInPath(file.path) ?? fromMilliseconds(state.mtime);
  const draft: Draft = {
    id: hashOf(file.path).slice(0, 16),
    source: file.path,
    kind: markdown ? 'markdown' : 'text',
    date,
    title: read.title ?? titleOfName(file.path),
    tags: read.tags,
    text: read.text,
  };
  return { kind: 'read', state, draft };
}

/** `2026-11-22-my-first_post.md` → `my first post`. */
function titleOfName(path: string): string {
  const name = basename(path, extname(path)).replace(/^\d{4}-?\d{2}-?\d{2}[-_ ]*/, '');
  const words = (name || basename(path, extname(path))).replace(/[-_]+/g, ' ').trim();
  return words;
}
