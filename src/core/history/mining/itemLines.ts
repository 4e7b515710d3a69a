import { basename } from 'node:path';
import * as v from 'valibot';
import { hashOf } from '../../files/hash.ts';
import { readDate } from '../../text/dates.ts';
import { readTags } from '../../text/tagList.ts';
import type { HistoryItem } from '../store/item.ts';

/** One line of a `.jsonl` of items, as other programs write it. Fields beyond these are passed over. */
const Line = v.object({
  id: v.nullish(v.pipe(v.union([v.string(), v.number()]), v.transform(String))),
  date: v.nullish(v.string()),
  title: v.nullish(v.string()),
  tags: v.nullish(v.array(v.string())),
  text: v.pipe(v.string(), v.regex(/\S/)),
});

/** An item before redaction and hashing. */
export type Draft = Omit<HistoryItem, 'sha256'>;

/**
 * Reads one line of a `.jsonl` of items (`id, date, title, tags, text`; only the text must be there).
 * An item without an id is known by its text.
 * @returns null where the line is no item
 */
export function readItemLine(line: string, source: string): Draft | null {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    return null;
  }
  const result = v.safeParse(Line, json);
  if (!result.success) return null;
  const { id, date, title, tags, text } = result.output;
  return {
    id: id || `${basename(source)}:${hashOf(text).slice(0, 16)}`,
    source,
    kind: 'item',
    date: readDate(date),
    title: (title ?? '').replace(/\s+/g, ' ').trim(),
    tags: readTags(tags ?? []),
    text: text.replace(/\r\n?/g, '\n').trim(),
  };
}

export function isItemList(path: string): boolean {
  return /\.jsonl$/i.test(path);
}
