/** Stores of earlier and later versions. */
import fs from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { forget } from '../../../src/core/history/forget.ts';
import { mine } from '../../../src/core/history/mining/mine.ts';
import { defineFunctions } from '../../../src/core/history/store/functions.ts';
import { HistoryStore } from '../../../src/core/history/store/store.ts';
import { findDamage } from '../../../src/core/history/store/sums.ts';
import { makeEarlier } from './earlierStore.ts';
import { essay, Scratch } from './scratch.ts';

const PLEA = 'If you liked issue 12, **subscribe** to my newsletter [here](https://example.com).';

/** A store with English posts that share a paragraph, and one in German. */
async function minedStore(scratch: Scratch): Promise<HistoryStore> {
  for (const topic of ['apple', 'birch', 'cedar'])
    scratch.write(`n/${topic}.md`, `# ${topic}\n\n${essay(topic)}\n\n${PLEA}`);
  const german = 'Der Fluss zog langsam an der alten Mühle vorbei, in der seit Jahren niemand mehr gearbeitet hatte. ';
  scratch.write('n/deutsch.md', german.repeat(4));
  await mine(scratch.store, [path.join(scratch.folder, 'n')]);
  return scratch.store;
}

test('opens a store of the first version with all its content, and learns the rest when next mined', async () => {
  using scratch = new Scratch();
  const { storeFile, folder } = scratch;
  const store = await minedStore(scratch);
  const before = store.list();
  store.close();
  makeEarlier(storeFile, 1);

  const again = HistoryStore.open(storeFile);
  expect(again.restarted).toBe(false);
  expect(again.list().map(({ id, seq, language }) => ({ id, seq, language }))).toEqual(
    before.map(({ id, seq }) => ({ id, seq, language: null })),
  );
  expect(again.get(before[0]!.id)?.text).toContain('newsletter');
  expect(await mine(again, [path.join(folder, 'n')])).toMatchObject({ items: 4, added: 0, updated: 0, removed: 0 });
  expect(again.list()).toEqual(before);
  const languages = again.list().map(({ language }) => language);
  expect(languages.sort()).toEqual(['de', 'en', 'en', 'en']);
  again.close();
});

test('opens a store of the second version with all its content', async () => {
  using scratch = new Scratch();
  const { storeFile, folder } = scratch;
  const store = await minedStore(scratch);
  const german = store.list().find(({ language }) => language === 'de')!;
  forget(store, { source: german.source });
  const before = store.list();
  store.close();
  makeEarlier(storeFile, 2);

  for (let opening = 0; opening < 2; opening++) {
    const again = HistoryStore.open(storeFile);
    expect(again.restarted).toBe(false);
    expect(again.list()).toEqual(before);
    expect(again.text.match(['birch'], { limit: 5 })).toHaveLength(1);
    expect(await mine(again, [path.join(folder, 'n')])).toMatchObject({
      items: 3,
      added: 0,
      skipped: { forgotten: 1 },
    });
    again.close();
  }
});

test('opens a store of the third version, and from then on finds words inside runs', async () => {
  using scratch = new Scratch();
  const { storeFile, folder } = scratch;
  scratch.write('n/湖边.md', `# 湖边\n\n${'我们昨天在湖边讨论了机器学习的方法，然后一起吃了西红柿。'.repeat(6)}`);
  const store = await minedStore(scratch);
  const before = store.list();
  store.close();
  makeEarlier(storeFile, 3);
  const again = HistoryStore.open(storeFile);
  expect(again.restarted).toBe(false);
  expect(again.list()).toEqual(before);
  expect(again.text.match(['机器学习'], { limit: 5 })).toHaveLength(1);
  // What this version reads differently is read again, once.
  expect(await mine(again, [path.join(folder, 'n')])).toMatchObject({ items: 5, added: 0, updated: 0, removed: 0 });
  again.close();
  const third = HistoryStore.open(storeFile);
  expect(third.restarted).toBe(false);
  third.close();
});

test('leaves a store of a later version unchanged, and says so in one sentence', async () => {
  using scratch = new Scratch();
  const { storeFile } = scratch;
  (await minedStore(scratch)).close();
  const db = new DatabaseSync(storeFile);
  db.exec('pragma user_version = 99');
  db.close();
  const bytes = fs.readFileSync(storeFile);
  expect(() => HistoryStore.open(storeFile)).toThrow(
    `The history at "${storeFile}" was written by a newer Ownhand; update this one to use it.`,
  );
  expect(fs.readFileSync(storeFile).equals(bytes)).toBe(true);
  expect(fs.readdirSync(path.dirname(storeFile))).toEqual([path.basename(storeFile)]);
});

test('treats a store that claims an earlier version than its own as damaged', async () => {
  using scratch = new Scratch();
  const { storeFile } = scratch;
  (await minedStore(scratch)).close();
  for (const version of [1, 2]) {
    const db = new DatabaseSync(storeFile);
    db.exec(`pragma user_version = ${version}`);
    db.close();
    const store = HistoryStore.open(storeFile);
    expect(store.restarted).toBe(true);
    store.close();
  }
});

test('keeps what must stay forgotten, and what the user wrote, despite damage', async () => {
  using scratch = new Scratch();
  const { storeFile, folder } = scratch;
  const store = await minedStore(scratch);
  const [first] = store.list();
  forget(store, { source: first!.source });
  store.setMeta('profile.prose', 'I write of trees.');
  store.close();
  const db = new DatabaseSync(storeFile);
  defineFunctions(db);
  db.exec("drop trigger items_sum_changed; update items set title = 'Another'");
  db.close();
  const again = HistoryStore.open(storeFile);
  expect(again.restarted).toBe(true);
  expect(again.getMeta('profile.prose')).toBe('I write of trees.');
  expect(await mine(again, [path.join(folder, 'n')])).toMatchObject({ items: 3, skipped: { forgotten: 1 } });
  again.close();
});

test('rebuilds an index that no longer matches the items', async () => {
  using scratch = new Scratch();
  const { storeFile } = scratch;
  (await minedStore(scratch)).close();
  const db = new DatabaseSync(storeFile);
  db.exec("insert into items_text(items_text, rowid, title, tags, text) values ('delete', 1, 'apple', '[]', 'noon')");
  db.close();
  const store = HistoryStore.open(storeFile);
  expect(store.restarted).toBe(false);
  expect(store.text.match(['noon'], { limit: 9 })).toHaveLength(3);
  store.close();
});

test('keeps the checksums up to date with every write', async () => {
  using scratch = new Scratch();
  const { storeFile, folder } = scratch;
  const store = await minedStore(scratch);
  const damage = () => {
    const db = new DatabaseSync(storeFile, { readOnly: true });
    try {
      defineFunctions(db);
      return findDamage(db);
    } finally {
      db.close();
    }
  };
  expect(damage()).toBeNull();
  const { sha256 } = store.list()[0]!;
  for (const scale of [1, 2]) store.vectors.put('m', sha256, [{ bytes: Int8Array.of(1, -2), scale }]);
  expect(damage()).toBeNull();
  scratch.write('n/apple.md', `# apples\n\n${essay('apple')}`);
  scratch.write('n/near.md', `# near\n\n${essay('birch')} Twice.`);
  await mine(store, [path.join(folder, 'n')]);
  await mine(store, [path.join(folder, 'n')]);
  expect(damage()).toBeNull();
  forget(store, { source: path.join(folder, 'n', 'cedar.md') });
  store.vectors.keepOnly(null);
  store.setMeta('a', 'b');
  store.setMeta('a', 'c');
  expect(damage()).toBeNull();
  forget(store, { all: true });
  store.scrub();
  expect(damage()).toBeNull();
});
