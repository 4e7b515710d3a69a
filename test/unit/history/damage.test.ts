/** A store whose bytes have changed on the disk, whose folder is read-only, or which another process is writing. */
import fs from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { Engine } from '../../../src/core/engine/engine.ts';
import { mine } from '../../../src/core/history/mining/mine.ts';
import { defineFunctions } from '../../../src/core/history/store/functions.ts';
import { asStoreError } from '../../../src/core/history/store/schema.ts';
import { HistoryStore } from '../../../src/core/history/store/store.ts';
import { loadProfile } from '../../../src/core/profile/profile.ts';
import { OwnhandError } from '../../../src/core/support/errors.ts';
import { seededRandom } from '../../../src/core/support/random.ts';
import { keptTagWeights } from '../../../src/core/tasks/tags/keptWeights.ts';
import { scratch as scratchFolder } from '../tiny.ts';
import { essay, Scratch } from './scratch.ts';

const FLIPS = 200;
const NOTES = 20;

/** Everything that is read from a store, as one value. */
function contentOf(store: HistoryStore): string {
  const items = store.list();
  const found = items.map(({ title }) => store.text.match([title.toLowerCase()], { limit: 3 }));
  keptTagWeights(store);
  return JSON.stringify([items, found, loadProfile(store), [...store.bands()], [...store.paragraphs.all()]]);
}

test('detects a flipped bit on disk, or is not harmed by it', async () => {
  using scratch = new Scratch();
  const { folder, store, storeFile } = scratch;
  for (let i = 0; i < NOTES; i++) scratch.write(`n/topic${i}.md`, `# Topic${i}\n\n${essay(`topic${i}`)}`);
  await mine(store, [path.join(folder, 'n')]);
  loadProfile(store);
  store.scrub();
  store.close();
  const sound = fs.readFileSync(storeFile);
  const reference = HistoryStore.open(storeFile);
  const content = contentOf(reference);
  reference.close();
  const random = seededRandom(5);
  const ends: Record<string, number> = {};
  for (let n = 0; n < FLIPS; n++) {
    const bytes = Buffer.from(sound);
    bytes[Math.floor(random() * bytes.length)] ^= 1 << Math.floor(random() * 8);
    for (const suffix of ['-wal', '-shm', '.damaged']) fs.rmSync(storeFile + suffix, { force: true });
    fs.writeFileSync(storeFile, bytes);
    const end = await open(storeFile, content, path.join(folder, 'n'));
    ends[end] = (ends[end] ?? 0) + 1;
  }
  const { harmless, rebuilt, ...others } = ends;
  expect(others).toEqual({});
  expect(rebuilt).toBeGreaterThan(FLIPS / 10);
  expect(harmless).toBeGreaterThan(FLIPS / 4);
});

async function open(file: string, content: string, notes: string): Promise<string> {
  const store = HistoryStore.open(file);
  try {
    if (!store.restarted) return contentOf(store) === content ? 'harmless' : 'unnoticed';
    await mine(store, [notes]);
    return store.count() === NOTES ? 'rebuilt' : 'lost';
  } catch (error) {
    return String(asStoreError(error));
  } finally {
    store.close();
  }
}

test('skips values that have become unreadable', async () => {
  using scratch = new Scratch();
  const { folder, store, storeFile } = scratch;
  scratch.write('n/a.md', `---\ntags: [one]\n---\n\n${essay('apple')}`);
  await mine(store, [path.join(folder, 'n')]);
  const { habits } = loadProfile(store);
  const db = new DatabaseSync(storeFile);
  defineFunctions(db);
  db.exec(`update items set tags = '["one'; update meta set value = '{' where key = 'profile.habits'`);
  db.close();
  for (const key of ['tags.weights', 'profile.off', 'profile.generated']) store.setMeta(key, '{"');
  expect(store.list()).toMatchObject([{ tags: [] }]);
  expect(keptTagWeights(store)).toBeUndefined();
  expect(loadProfile(store)).toMatchObject({ habits: { items: habits.items }, off: [], generated: false });
});

test('tells a second writing process to wait', () => {
  using scratch = new Scratch();
  const other = new DatabaseSync(scratch.storeFile, { timeout: 0 });
  defineFunctions(other);
  scratch.store.transaction(() => {
    let thrown: unknown;
    try {
      other.exec("insert into meta(key, value) values ('a', 'b')");
    } catch (error) {
      thrown = asStoreError(error);
    }
    expect(thrown).toBeInstanceOf(OwnhandError);
    expect((thrown as OwnhandError).message).toMatch(/^The history is in use by another window or command;.*\.$/);
  });
  other.close();
});

test('says that a store is read-only', () => {
  using scratch = new Scratch();
  scratch.store.close();
  const db = new DatabaseSync(scratch.storeFile, { readOnly: true });
  defineFunctions(db);
  let thrown: unknown;
  try {
    db.exec("insert into meta(key, value) values ('a', 'b')");
  } catch (error) {
    thrown = asStoreError(error);
  }
  db.close();
  expect((thrown as OwnhandError).message).toMatch(/^The history cannot be written;.*\.$/);
});

test('says that a home cannot be created', () => {
  const folder = scratchFolder();
  fs.writeFileSync(path.join(folder, 'file'), '');
  const home = path.join(folder, 'file', 'home');
  expect(() => new Engine({ home, model: null, device: 'cpu', threads: 1 })).toThrow(OwnhandError);
  fs.rmSync(folder, { recursive: true });
});
