import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import type { HistoryItem } from '../../../src/core/history/store/item.ts';
import { STEPS } from '../../../src/core/history/store/steps.ts';
import { HistoryStore } from '../../../src/core/history/store/store.ts';
import { OwnhandError } from '../../../src/core/support/errors.ts';
import { Scratch } from './scratch.ts';

function item(id: string, fields: Partial<HistoryItem> = {}): HistoryItem {
  const text = fields.text ?? `Text of ${id}.`;
  return {
    id,
    source: `/notes/${id}.md`,
    kind: 'markdown',
    date: null,
    title: id,
    tags: [],
    sha256: text,
    ...fields,
    text,
  };
}

test('returns an item as it was stored, and keeps its place when it changes', () => {
  using scratch = new Scratch();
  const { store } = scratch;
  const first = item('a', { date: '2020-01-02', tags: ['x', 'y z'], text: 'Größe – one two 三.' });
  expect(store.upsert(first)).toBe('added');
  expect(store.upsert(item('b'))).toBe('added');
  expect(store.upsert(first)).toBe('same');
  expect(store.get('a')).toEqual({
    ...first,
    seq: 1,
    words: 4,
    bytes: Buffer.byteLength(first.text),
    language: null,
    description: null,
  });
  expect(store.upsert({ ...first, text: 'Changed.', sha256: 'new' })).toBe('updated');
  expect(store.get('a')).toMatchObject({ text: 'Changed.', seq: 1, words: 1 });
  expect(store.upsert({ ...first, description: 'Of sizes.' })).toBe('updated');
  expect(store.get('a')).toMatchObject({ description: 'Of sizes.', words: 4 });
  expect(store.upsert({ ...first, description: 'Of sizes.' })).toBe('same');
  expect(store.upsert({ ...first, text: 'Changed.', sha256: 'new' })).toBe('updated');
  expect(store.get('a')?.description).toBeNull();
  expect(store.totals()).toEqual({ items: 2, words: 4, sources: 2 });
  expect(store.remove('a')).toBe(true);
  expect(store.remove('a')).toBe(false);
  expect(store.get('a')).toBeUndefined();
});

test('lists by time: undated items first, as stored, then by date; a moment bounds them strictly', () => {
  using scratch = new Scratch();
  const { store } = scratch;
  const dates: [string, string | null][] = [
    ['late', '2022-05-01'],
    ['u1', null],
    ['morning', '2021-03-03T08:00:00Z'],
    ['day', '2021-03-03'],
    ['u2', null],
    ['evening', '2021-03-03T20:00:00Z'],
  ];
  for (const [id, date] of dates) store.upsert(item(id, { date }));
  const ids = (options: Parameters<HistoryStore['list']>[0]) => store.list(options).map(({ id }) => id);
  expect(ids({})).toEqual(['u1', 'u2', 'day', 'morning', 'evening', 'late']);
  expect(ids({ order: 'newest', limit: 2 })).toEqual(['late', 'evening']);
  expect(ids({ before: '2021-03-03' })).toEqual([]);
  expect(ids({ before: '2021-03-04' })).toEqual(['day', 'morning', 'evening']);
  // On the same day only times of day can be told apart.
  expect(ids({ before: '2021-03-03T12:00:00Z' })).toEqual(['morning']);
  expect(ids({ before: store.get('u2')! })).toEqual(['u1']);
  expect(ids({ before: store.get('evening')! })).toEqual(['u1', 'u2', 'morning']);
  expect(ids({ after: '2021-03-03T10:00:00Z' })).toEqual(['evening', 'late']);
});

test('leaves nothing behind after a failed transaction', () => {
  using scratch = new Scratch();
  const work = () => {
    scratch.store.upsert(item('a'));
    throw new Error('stop');
  };
  expect(() => scratch.store.transaction(work)).toThrow('stop');
  expect(scratch.store.count()).toBe(0);
  expect(scratch.store.text.match(['text'], { limit: 5 })).toEqual([]);
});

test.skipIf(process.platform === 'win32')('makes folder and files private to the user', () => {
  using scratch = new Scratch();
  scratch.store.upsert(item('a'));
  const mode = (path: string) => statSync(path).mode & 0o777;
  expect(mode(join(scratch.folder, '.store'))).toBe(0o700);
  for (const suffix of ['', '-wal', '-shm']) expect(mode(scratch.storeFile + suffix)).toBe(0o600);
});

test('sets a damaged file aside and starts an empty store in its place', () => {
  using scratch = new Scratch();
  const { store, storeFile } = scratch;
  for (let i = 0; i < 50; i++) store.upsert(item(`item-${i}`, { text: `number ${i} `.repeat(100) }));
  store.close();
  const bytes = readFileSync(storeFile);
  bytes.fill(0xff, 4096 * 3, 4096 * 12);
  writeFileSync(storeFile, bytes);
  const again = HistoryStore.open(storeFile);
  expect(again.restarted).toBe(true);
  expect(again.count()).toBe(0);
  expect(again.upsert(item('a'))).toBe('added');
  again.close();
  expect(readFileSync(`${storeFile}.damaged`).equals(bytes)).toBe(true);

  writeFileSync(storeFile, 'not a database at all, but long enough to be taken for one');
  const third = HistoryStore.open(storeFile);
  expect(third.restarted).toBe(true);
  third.close();
});

test('says that a store cannot be opened', () => {
  using scratch = new Scratch();
  const file = scratch.write('plain-file', 'x');
  expect(() => HistoryStore.open(join(file, 'history.db'))).toThrow(OwnhandError);
});

test('survives being closed, with its small values', () => {
  using scratch = new Scratch();
  scratch.store.upsert(item('a'), Uint32Array.of(1, 2, 0xffffffff));
  scratch.store.setMeta('key', 'value');
  scratch.store.close();
  const again = HistoryStore.open(scratch.storeFile);
  expect(again.restarted).toBe(false);
  expect(again.get('a')?.title).toBe('a');
  expect([...again.bands()]).toEqual([{ seq: 1, bands: Uint32Array.of(1, 2, 0xffffffff) }]);
  expect(again.getMeta('key')).toBe('value');
  again.setMeta('key', null);
  expect(again.getMeta('key')).toBeUndefined();
  again.close();
});

test('upgrades a store of the first version, and keeps every item', () => {
  using scratch = new Scratch();
  const file = join(scratch.folder, 'old', 'history.sqlite');
  mkdirSync(join(scratch.folder, 'old'));
  const old = new DatabaseSync(file);
  old.exec(`${STEPS[0]}; pragma user_version = 1;`);
  const columns = old.prepare('pragma table_info(items)').all() as { name: string; type: string }[];
  const values: Record<string, string> = { id: 'a', title: 'On bees', tags: '["bees"]', text: 'They came back.' };
  const others: Record<string, string | number | Uint8Array> = { integer: 1, text: '', blob: new Uint8Array(8) };
  const row = columns.map(({ name, type }) => values[name] ?? others[type.toLowerCase()] ?? null);
  old.prepare(`insert into items values (${columns.map(() => '?').join(', ')})`).run(...row);
  old.close();
  const store = HistoryStore.open(file);
  expect(store.restarted).toBe(false);
  expect(store.get('a')).toMatchObject({ title: 'On bees', tags: ['bees'], text: 'They came back.' });
  expect(store.upsert(item('b'))).toBe('added');
  store.close();
});
