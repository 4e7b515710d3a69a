import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readFiles } from '../../../src/core/history/mining/readFiles.ts';
import { Scratch } from '../history/scratch.ts';

interface Want {
  title?: string;
  date?: string;
  tags?: string[];
  contains?: string[];
  lacks?: string[];
  skipped?: boolean;
}
interface Case {
  id: string;
  name: string;
  text?: string;
  base64?: string;
  want: Want;
  or?: Want;
}

/** Documents as people write them, made up for this, with what should be read from each. */
const cases = JSON.parse(readFileSync(join(import.meta.dirname, 'documents.json'), 'utf8')) as Case[];

const plain = (text: string | null) => (text ?? '').normalize('NFC').replace(/\s+/g, ' ').trim();
const sorted = (tags: string[]) => [...new Set(tags.map((tag) => plain(tag).toLowerCase()))].sort();

test.each(cases.map((each): [string, Case] => [each.id, each]))('%s', async (_, each) => {
  using scratch = new Scratch();
  const bytes = each.base64 === undefined ? Buffer.from(each.text!) : Buffer.from(each.base64, 'base64');
  const [read] = await readFiles([scratch.write(each.name, bytes)]);
  const want = read.skipped !== null && each.or ? each.or : each.want;
  expect(read.skipped !== null).toBe(want.skipped ?? false);
  if (want.title !== undefined) expect(plain(read.title)).toBe(plain(want.title));
  if (want.date !== undefined) expect(read.date?.slice(0, want.date.length)).toBe(want.date);
  if (want.tags) expect(sorted(read.tags)).toEqual(sorted(want.tags));
  for (const part of want.contains ?? []) expect(plain(read.text)).toContain(plain(part));
  for (const part of want.lacks ?? []) {
    for (const text of [read.title, read.text, ...read.tags]) {
      expect(plain(text).toLowerCase()).not.toContain(plain(part).toLowerCase());
    }
  }
});
