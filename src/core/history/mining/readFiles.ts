import { resolve } from 'node:path';
import { OwnhandError, throwIfCancelled } from '../../support/errors.ts';
import { languageOf } from '../../text/language.ts';
import { countWords } from '../../text/prose.ts';

import { readDocument } from './documents.ts';
import { kindOf } from './files.ts';
import { GitDates } from './gitDates.ts';
import { type Draft, isItemList, linesOfFile, readItemLine } from './itemLines.ts';
import { redactDraft } from './redactDraft.ts';

/** What mining would store from a document. */
export interface ReadFile {
  /** Absolute path. */
  file: string;
  /** For a `.jsonl` of items: the number of the item's line, from 1. */
  line?: number;
  title: string | null;
  date: string | null;
  /** The source of the date: a field's name, `git`, `path` or `file time`. */
  dateFrom: string | null;
  tags: string[];
  /** ISO 639-1 code; null if the text is too short or the language uncertain. */
  language: string | null;
  /** The text with its secrets replaced. */
  text: string;
  words: number;
  /** Secrets replaced. */
  redacted: number;
  /** Why it is left out, or null. */
  skipped: string | null;
}

/**
 * Reads files as mining would, and stores nothing.
 * @param paths files; a relative one starts from the current folder. A `.jsonl` of items gives one result per line.
 * @param named whether to read them as files named by the user, which are read however short they are
 * @throws OwnhandError `bad-input` for a path without a file, `cancelled`
 */
export async function readFiles(
  paths: string[],
  { named = true, signal }: { named?: boolean; signal?: AbortSignal } = {},
): Promise<ReadFile[]> {
  const git = new GitDates(signal);
  const results: ReadFile[] = [];
  for (const path of paths.map((each) => resolve(each))) {
    throwIfCancelled(signal);
    if ((await kindOf(path)) !== 'file') {
      throw new OwnhandError('bad-input', `${path} is a folder; name a document in it.`);
    }
    if (isItemList(path)) results.push(...(await readItems(path)));
    else results.push(await readOne(path, named, git));
  }
  return results;
}

async function readOne(path: string, named: boolean, git: GitDates): Promise<ReadFile> {
  const reading = await readDocument({ path, explicit: named }, undefined, git);
  if (reading.kind === 'read') return shownOf(path, reading.draft, reading.dateFrom);
  const skipped = reading.kind === 'skipped' ? Object.keys(reading.state.skipped)[0] : undefined;
  return leftOut(path, skipped ?? 'unreadable');
}

async function readItems(path: string): Promise<ReadFile[]> {
  const results: ReadFile[] = [];
  let line = 0;
  for await (const written of linesOfFile(path)) {
    line++;
    if (written.trim() === '') continue;
    const draft = readItemLine(written, path);
    const shown =
      typeof draft === 'string'
        ? leftOut(path, `not an item: ${draft}`)
        : shownOf(path, draft, draft.date === null ? null : 'date');
    results.push({ ...shown, line });
  }
  return results;
}

function shownOf(file: string, draft: Draft, dateFrom: string | null): ReadFile {
  const { item, count } = redactDraft(draft);
  const { title, date, tags, text } = item;
  const [language, words] = [languageOf(text), countWords(text)];
  return { file, title, date, dateFrom, tags, language, text, words, redacted: count, skipped: null };
}

function leftOut(file: string, skipped: string): ReadFile {
  const nothing = { title: null, date: null, dateFrom: null, tags: [], language: null, text: '', words: 0 };
  return { file, ...nothing, redacted: 0, skipped };
}
