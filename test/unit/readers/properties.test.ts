import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readNotebook } from '../../../src/core/readers/notebook.ts';
import { DOCUMENTS, readerOf, type Sampled } from '../../fuzz/samples.ts';

/** Each format with its own marks; Markdown has tests of its own. */
const FORMATS = (Object.keys(DOCUMENTS) as Sampled[])
  .filter((format) => format !== 'toml')
  .filter((format) => format !== 'markdown')
  .map((format) => [format, readerOf(format), DOCUMENTS[format].marks] as const);

/** Documents made of a format's own marks, words and line ends. */
function documents(marks: readonly string[]): fc.Arbitrary<string> {
  const piece = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...marks) },
    { weight: 3, arbitrary: fc.constantFrom('\n', '\n\n', ' ', '\n  ', '\r\n', '\t') },
    { weight: 2, arbitrary: fc.constantFrom('word', 'Zwei', 'x', '1', '\uFEFF', '\u0000') },
    { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 6 }) },
  );
  return fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(''));
}

test.each(FORMATS)('%s: never fails, and makes nothing up', (_, read, marks) => {
  fc.assert(
    fc.property(documents(marks), (source) => {
      const { title, tags, text } = read(source);
      expect(text.length).toBeLessThanOrEqual(source.length * 2 + 16);
      expect((title ?? '').length).toBeLessThanOrEqual(source.length);
      expect(text).toBe(text.trimEnd());
      for (const tag of tags) expect(tag).not.toBe('');
    }),
    { numRuns: 100 },
  );
});

test.each(FORMATS)('%s: never loses a plain paragraph at the end', (_, read, marks) => {
  // Marks that open nothing by themselves: headings, emphasis, lists, single brackets.
  const harmless = marks.filter((mark) => /^(?:=+|\*+|-+|\+|#|word)$/.test(mark) && mark.length < 3);
  fc.assert(
    fc.property(fc.array(fc.constantFrom('word', ' ', '\n\n', ...harmless), { maxLength: 30 }), (pieces) => {
      expect(read(`${pieces.join('')}\n\nThe very last words.`).text).toContain('The very last words.');
    }),
    { numRuns: 50 },
  );
});

test.each(FORMATS)('%s: takes time linear in the length, whatever is never closed', (_, read, marks) => {
  // A reader that scans the rest once for every mark takes seconds for these, not milliseconds.
  const slow: string[] = [];
  for (const mark of [...marks, ' ', '\n ']) {
    for (const source of [`* ${mark.repeat(5_000)}x`, `${mark}\n`.repeat(3_000)]) {
      const before = process.cpuUsage();
      read(source);
      const { user } = process.cpuUsage(before);
      if (user > 500_000) slow.push(`${JSON.stringify(mark)}: ${Math.round(user / 1000)} ms`);
    }
  }
  expect(slow).toEqual([]);
});

test('refuses what is not a notebook, and reads any that is one', () => {
  fc.assert(
    fc.property(fc.json(), (json) => {
      try {
        readNotebook(json);
      } catch (error) {
        expect(error).toBeInstanceOf(Error);
      }
    }),
  );
  const cell = fc.record({
    cell_type: fc.constantFrom('markdown', 'code', 'raw'),
    source: fc.oneof(fc.string(), fc.array(fc.string())),
  });
  fc.assert(
    fc.property(fc.array(cell, { maxLength: 6 }), (cells) => {
      const { text } = readNotebook(JSON.stringify({ cells }));
      const written = cells.filter(({ cell_type: kind }) => kind !== 'code').flatMap(({ source }) => source);
      expect(text.length).toBeLessThanOrEqual(written.join('').length + 2 * cells.length);
    }),
  );
});
