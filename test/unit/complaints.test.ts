/** docs/complaints.md names tests; this checks that they exist. */
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = path.join(import.meta.dirname, '../..');
const COUNT = 38;

interface Complaint {
  number: number;
  does: string;
  references: { file: string; words: string }[];
}

const rows: Complaint[] = fs
  .readFileSync(path.join(ROOT, 'docs/complaints.md'), 'utf8')
  .split('\n')
  .flatMap((line) => {
    const cells = line.split(/(?<!\\)\|/).map((cell) => cell.trim());
    const number = Number(cells[1]);
    if (!Number.isInteger(number) || number < 1) return [];
    const references = [...cells[4].matchAll(/`([^`]+)` “([^”]+)”/g)].map(([, file, words]) => ({ file, words }));
    return [{ number, does: cells[3], references }];
  });

describe('the table of complaints', () => {
  it('has each of them once, in order', () => {
    expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: COUNT }, (_, index) => index + 1));
  });

  it('names a test for each, or says why Ownhand cannot settle it', () => {
    for (const { number, does, references } of rows) {
      expect(does, `${number}`).not.toBe('');
      if (!does.startsWith('Not ours:')) expect(references, `${number}`).not.toEqual([]);
    }
  });

  it.each(rows)('names tests that exist: $number', ({ references }) => {
    for (const { file, words } of references) {
      // In the source, a quotation mark may be escaped.
      const text = fs.readFileSync(path.join(ROOT, file), 'utf8').replaceAll("\\'", "'");
      expect(text, file).toContain(words);
    }
  });
});
