import { stat } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { hashOf } from '../../files/hash.ts';
import { readRegular } from '../../files/regular.ts';
import type { ReadDocument } from '../../readers/read.ts';
import { readerFor } from '../../readers/readers.ts';
import { dateInPath } from '../../text/dates.ts';
import { decode, isPlainEncoding } from '../../text/decode.ts';
import { fromMilliseconds } from '../../text/isoTime.ts';
import { countWords } from '../../text/prose.ts';
import type { FileState } from '../store/fileStates.ts';
import type { FoundFile } from './files.ts';
import { isGenerated } from './generated.ts';
import type { GitDates } from './gitDates.ts';
import type { Draft } from './itemLines.ts';

/** The reason for skipping a document whose encoding is uncertain. */
export const UNKNOWN_ENCODING = 'encoding not known';
const MIN_WORDS = 40;
/** Bytes of a file that the user named: JavaScript strings cannot hold more. */
const LONGEST = 512 << 20;

/** The result of reading a document. `state` is what to remember of the file, apart from its item. */
export type ReadOutcome =
  | { kind: 'unchanged'; state: FileState }
  | { kind: 'skipped'; state: FileState }
  | { kind: 'read'; state: FileState; draft: Draft; dateFrom: string | null; plainEncoding: boolean }
  | { kind: 'unreadable' }
  | { kind: 'gone' };

/**
 * Reads one document, or finds that its bytes have not changed.
 * A file named by the user is read whatever it is; one found in a folder is skipped, with the reason, if it is large,
 * binary, generated, malformed or too short to learn from.
 * @param known what was remembered of the file
 */
export async function readDocument(
  file: FoundFile,
  known: FileState | undefined,
  git: Pick<GitDates, 'firstCommit'>,
): Promise<ReadOutcome> {
  const reader = readerFor(file.path);
  let bytes: Buffer;
  const state: FileState = { path: file.path, size: 0, mtime: 0, sha256: '', explicit: file.explicit, skipped: {} };
  const skip = (reason: string): ReadOutcome => ({ kind: 'skipped', state: { ...state, skipped: { [reason]: 1 } } });
  try {
    const stats = await stat(file.path);
    state.size = stats.size;
    state.mtime = stats.mtimeMs;
    if (!file.explicit && stats.size > reader.maxBytes) return skip('too large');
    bytes = await readRegular(file.path, file.explicit ? LONGEST : reader.maxBytes);
    state.sha256 = hashOf(bytes);
    if (known?.sha256 === state.sha256 && known.explicit === state.explicit) {
      return { kind: 'unchanged', state: { ...known, mtime: state.mtime } };
    }
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? { kind: 'gone' } : { kind: 'unreadable' };
  }
  const decoded = decode(bytes);
  if (decoded === null) return skip(bytes.includes(0) ? 'binary' : UNKNOWN_ENCODING);
  const content = decoded.text;
  if (content.slice(0, 8192).includes('\0')) return skip('binary');
  if (!file.explicit && isGenerated(content)) return skip('generated');
  let read: ReadDocument;
  try {
    read = reader.read(content);
  } catch {
    return skip('malformed');
  }
  const words = countWords(read.text);
  if (words === 0) return skip('empty');
  if (!file.explicit && words < MIN_WORDS) return skip('too short');
  const { date, dateFrom } = await dateOf(read, file.path, git, state.mtime);
  const draft: Draft = {
    id: hashOf(file.path).slice(0, 16),
    source: file.path,
    kind: reader.kind,
    date,
    title: read.title ?? titleOfName(file.path),
    tags: read.tags,
    description: read.description ?? null,
    text: read.text,
  };
  return { kind: 'read', state, draft, dateFrom, plainEncoding: isPlainEncoding(decoded) };
}

/**
 * The document's own date, else its first commit's, the one in its path, or the file's.
 * @param mtime milliseconds since 1970
 * @returns `dateFrom`: the field's name, or `git`, `path` or `file time`
 */
async function dateOf(
  { date, dateField }: ReadDocument,
  path: string,
  git: Pick<GitDates, 'firstCommit'>,
  mtime: number,
): Promise<{ date: string | null; dateFrom: string | null }> {
  if (date !== null) return { date, dateFrom: dateField ?? 'date' };
  const committed = await git.firstCommit(path);
  if (committed !== null) return { date: committed, dateFrom: 'git' };
  const named = dateInPath(path);
  if (named !== null) return { date: named, dateFrom: 'path' };
  const saved = fromMilliseconds(mtime);
  return { date: saved, dateFrom: saved === null ? null : 'file time' };
}

/** `2026-11-22-my-first_post.md` → `my first post`. */
function titleOfName(path: string): string {
  const name = basename(path, extname(path)).replace(/^\d{4}-?\d{2}-?\d{2}(?:\d{4}(?:\d{2})?)?(?!\d)[-_ ]*/, '');
  const words = (name || basename(path, extname(path))).replace(/[-_]+/g, ' ').trim();
  return words;
}
