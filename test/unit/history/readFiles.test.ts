import { join } from 'node:path';
import { expect, test } from 'vitest';
import { mine } from '../../../src/core/history/mining/mine.ts';
import { readFiles } from '../../../src/core/history/mining/readFiles.ts';
import { essay, Scratch } from './scratch.ts';

const NOTE = `---\ntitle: Tea\ncreated: 2021-05-06\ntags: [x]\n---\n\n${essay('tea')}\n\npassword: hunter2hunter\n`;

test('shows what mining would store of a document, and stores nothing', async () => {
  using scratch = new Scratch();
  const { store } = scratch;
  const path = scratch.write('notes/tea.md', NOTE);
  const [shown] = await readFiles([path]);
  expect(store.count()).toBe(0);
  const { redacted } = await mine(store, [path]);
  const [stored] = store.list();
  const { title, date, tags, text } = stored;
  expect(shown).toMatchObject({ file: path, title, date, tags, text, redacted, skipped: null });
  expect(shown).toMatchObject({ title: 'Tea', date: '2021-05-06', dateFrom: 'created', redacted: 1, language: 'en' });
  expect(shown.text).toContain('[redacted]');
  expect(shown.words).toBeGreaterThan(60);
});

test('says why a document is left out', async () => {
  using scratch = new Scratch();
  const short = scratch.write('short.md', 'A few words.');
  const picture = scratch.write('picture.md', Uint8Array.of(0, 1, 2));
  expect(await readFiles([short, picture], { named: false })).toMatchObject([
    { file: short, title: null, text: '', skipped: 'too short' },
    { file: picture, skipped: 'binary' },
  ]);
  expect(await readFiles([short])).toMatchObject([{ skipped: null, words: 3 }]);
});

test('says where a date comes from', async () => {
  using scratch = new Scratch();
  const named = scratch.write('2020-12-21-a.md', essay('one'));
  const other = scratch.write('b.md', essay('two'));
  expect(await readFiles([named, other])).toMatchObject([
    { date: '2020-12-21', dateFrom: 'path' },
    { dateFrom: 'file time' },
  ]);
});

test('shows a list of items line by line', async () => {
  using scratch = new Scratch();
  const list = scratch.write('a.jsonl', `{"title":"One","text":"Some words."}\n\nnot JSON\n`);
  expect(await readFiles([list])).toMatchObject([
    { line: 1, title: 'One', text: 'Some words.', skipped: null },
    { line: 3, skipped: 'not an item: not JSON' },
  ]);
});

test('names a path that is not a file', async () => {
  using scratch = new Scratch();
  await expect(readFiles([scratch.folder])).rejects.toThrow(/is a folder; name a document in it\.$/);
  await expect(readFiles([join(scratch.folder, 'none.md')])).rejects.toThrow(/^There is no file or folder at /);
});
