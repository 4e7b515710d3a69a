import { createReadStream } from 'node:fs';
import { basename, extname } from 'node:path';
import * as v from 'valibot';
import { hashOf } from '../../files/hash.ts';
import { ITEMS_EXTENSION } from '../../readers/extensions.ts';
import { readDate } from '../../text/dates.ts';
import { languageOf } from '../../text/language.ts';
import { readTags } from '../../text/tagList.ts';
import type { HistoryItem } from '../store/item.ts';

/** One line of a `.jsonl` of items, as other programs write it. Other fields are ignored. */
const Line = v.object({
  id: v.nullish(v.pipe(v.union([v.string(), v.number()]), v.transform(String))),
  // MongoDB's export format, too.
  date: v.nullish(
    v.union([
      v.string(),
      v.number(),
      v.pipe(
        v.object({ $date: v.union([v.string(), v.number()]) }),
        v.transform(({ $date }) => $date),
      ),
    ]),
  ),
  title: v.nullish(v.union([v.string(), v.number(), v.boolean()])),
  tags: v.nullish(
    v.union([v.string(), v.array(v.nullable(v.union([v.string(), v.number(), v.looseObject({ name: v.string() })])))]),
  ),
  text: v.pipe(v.string(), v.regex(/\S/)),
});

/** An item before redaction and hashing. */
export type Draft = Omit<HistoryItem, 'sha256'>;

/**
 * Reads one line of a `.jsonl` of items (`id, date, title, tags, text`; only the text is required).
 * An item without an id is identified by its text.
 * @returns the item, or why the line is not one
 */
export function readItemLine(line: string, source: string): Draft | string {
  let json: unknown;
  try {
    json = JSON.parse(line.replace(/^\uFEFF/, ''));
  } catch {
    return 'not JSON';
  }
  const result = v.safeParse(Line, json);
  if (!result.success) {
    const at = result.issues[0].path?.[0]?.key as string | undefined;
    if (at === undefined) return 'not an object';
    const there = typeof json === 'object' && json !== null && at in json;
    return at === 'text' && !there ? 'no "text"' : at === 'text' ? '"text" is empty' : `"${at}" is of the wrong kind`;
  }
  const { id, date, title, tags, text } = result.output;
  return {
    id: id || `${basename(source)}:${hashOf(text).slice(0, 16)}`,
    source,
    kind: 'item',
    date: readDate(date, () => languageOf(text)),
    title: String(title ?? '')
      .replace(/\s+/g, ' ')
      .trim(),
    tags: readTags(tags ?? [], { spaces: true }),
    text: text.replace(/\r\n?/g, '\n').trim(),
  };
}

/**
 * The lines of a file, one after the other. Node's own line reader also splits at U+2028 and U+2029, which may occur in
 * a text.
 */
export async function* linesOfFile(path: string): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of createReadStream(path, { encoding: 'utf8' }) as AsyncIterable<string>) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop()!;
    yield* lines;
  }
  if (rest !== '') yield rest;
}

export function isItemList(path: string): boolean {
  return extname(path).toLowerCase() === `.${ITEMS_EXTENSION}`;
}
