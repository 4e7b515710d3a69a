import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { forget } from '../../../src/core/history/forget.ts';
import { mine } from '../../../src/core/history/mining/mine.ts';
import { paragraphHashes, withoutParagraphs } from '../../../src/core/text/paragraphs.ts';
import { essay, Scratch } from './scratch.ts';

const PLEA = 'If you liked issue 12, **subscribe** to my newsletter [here](https://example.com).';
const post = (topic: string, more = '') => `# ${topic}\n\n${essay(topic)}\n\n${more}`;

test('cuts what recurs in three items from all of them, and restores it once it is rare', async () => {
  using scratch = new Scratch();
  const { folder, store } = scratch;
  const texts = () => Object.fromEntries(store.list().map(({ title, text }) => [title, text]));
  const paths = ['apple', 'birch'].map((topic) => scratch.write(`${topic}.md`, post(topic, PLEA)));
  await mine(store, [folder]);
  expect(texts().apple).toBe(`${essay('apple')}\n\n${PLEA}`);

  // Numbers, case and marks do not count; the heading above goes too.
  scratch.write('cedar.md', post('cedar', `## Subscribe\n\n${PLEA.replace('12', '13').toUpperCase()}\n`));
  expect(await mine(store, [folder])).toMatchObject({ added: 1, updated: 0 });
  expect(texts()).toEqual({ apple: essay('apple'), birch: essay('birch'), cedar: essay('cedar') });
  const cedar = store.list().find(({ title }) => title === 'cedar')!;
  expect(cedar).toMatchObject({ words: 80, bytes: Buffer.byteLength(essay('cedar')) });
  expect(store.text.match(['newsletter'], { limit: 5 })).toEqual([]);

  // A fourth one joins; changing only the title leaves the text as it is.
  scratch.write('date.md', post('date', PLEA));
  writeFileSync(paths[0]!, `---\ntitle: apples\n---\n${post('apple', PLEA)}`);
  await mine(store, [folder]);
  expect(texts()).toMatchObject({ date: essay('date') });
  expect(texts().apples).toContain(essay('apple'));
  expect(texts().apples).not.toContain('newsletter');

  rmSync(paths[1]!);
  await mine(store, [folder]);
  expect(texts().date).toBe(essay('date'));
  forget(store, { item: cedar.id });
  expect(texts().date).toBe(`${essay('date')}\n\n${PLEA}`);
  expect(store.text.match(['newsletter'], { limit: 5 })).toHaveLength(2);
});

test('gives the same result whether documents are mined together or one by one', async () => {
  const texts: string[][] = [];
  for (const atOnce of [true, false]) {
    using scratch = new Scratch();
    for (const topic of ['apple', 'birch', 'cedar', 'date', 'elder']) {
      scratch.write(`${topic}.md`, post(topic, topic === 'date' ? 'None of it in here.' : PLEA));
      if (!atOnce) await mine(scratch.store, [scratch.folder]);
    }
    await mine(scratch.store, [scratch.folder]);
    texts.push(
      scratch.store
        .list()
        .map(({ text }) => text)
        .sort(),
    );
  }
  expect(texts[0]).toEqual(texts[1]);
  expect(texts[0]).toContain(essay('elder'));
});

test('does not recount paragraphs if mining changes nothing', async () => {
  using scratch = new Scratch();
  scratch.write('a.md', post('apple', PLEA));
  await mine(scratch.store, [scratch.folder]);
  const cuts = () => [...scratch.store.paragraphs.all()].map(({ cut }) => cut);
  // A recount would put this right.
  scratch.store.paragraphs.setCut(1, 7);
  await mine(scratch.store, [scratch.folder]);
  expect(cuts()).toEqual([7]);
  scratch.write('b.md', post('birch'));
  await mine(scratch.store, [scratch.folder]);
  expect(cuts()).toEqual([0, 0]);
});

test('keeps headings, code, greetings and rules; cuts comments and pictures; never empties a text', () => {
  const all = () => true;
  const text =
    'I hope that this letter finds you well.\n\n## The heading of many words here\n\n```\nconst code = "of many words in it";\n\nmore code here now\n```\n\nOne paragraph of as many words as it takes to count.\n\n<!-- more -->\n\n---\n\nLicensed under CC BY 4.0.';
  expect(withoutParagraphs(text, all)).toBe(
    'I hope that this letter finds you well.\n\n## The heading of many words here\n\n```\nconst code = "of many words in it";\n\nmore code here now\n```',
  );
  expect(withoutParagraphs('Only this one paragraph, of which nothing would be left at all.', all)).toBe(
    'Only this one paragraph, of which nothing would be left at all.',
  );
  expect(
    withoutParagraphs(
      '## Mine\n\nKept here as it is.\n\n## About me\n\nCut here as it is, with as many words as are needed.',
      (hash) => paragraphHashes('Cut here as it is, with as many words as are needed.').includes(hash),
    ),
  ).toBe('## Mine\n\nKept here as it is.');
});

test('ignores which numbers a paragraph has, but only whole ones, and not in paragraphs of numbers alone', () => {
  const same = (a: string, b: string) => expect(paragraphHashes(a)).toEqual(paragraphHashes(b));
  same('Copyright 2019 by me, all rights reserved.', 'Copyright 2020 by me; all rights reserved!');
  const words = (from: number) => Array.from({ length: 20 }, (_, i) => `word${from + i}`).join(' ');
  expect(paragraphHashes(words(0))).not.toEqual(paragraphHashes(words(1)));
  expect(paragraphHashes('1 2 3 4 5 6 7 8 9 10 11 12')).toHaveLength(0);
});

test('changes nothing without cuts, and never adds anything', () => {
  const piece = fc.constantFrom(
    'some words of a line, of which there must be nine',
    'four more [words](x) here',
    '\n',
    '\n\n',
    '```',
    '# Heading',
    '---',
    '- item',
    '> quote',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), fc.integer({ min: 1, max: 5 }), (pieces, part) => {
      const text = pieces.join('').trim();
      expect(withoutParagraphs(text, () => false)).toBe(text);
      const cut = withoutParagraphs(text, (hash) => hash % 5 < part);
      expect(cut.length).toBeLessThanOrEqual(text.length);
      for (const hash of paragraphHashes(cut)) expect(paragraphHashes(text)).toContain(hash);
    }),
  );
});

test('recovers from a run that was interrupted before the count', async () => {
  using scratch = new Scratch();
  const { folder, store } = scratch;
  const write = (edition: number) => {
    for (let i = 0; i < 3; i++) scratch.write(`n/${i}.md`, essay(`topic${i}`, edition));
  };
  write(0);
  await mine(store, [join(folder, 'n')]);
  write(1);
  // What the triggers record at the first change, and only the end of a run takes back.
  store.setMeta('boilerplate.due', '');
  expect(await mine(store, [join(folder, 'n')])).toMatchObject({ items: 3, updated: 3 });
});
