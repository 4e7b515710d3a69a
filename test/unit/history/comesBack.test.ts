/** Ways by which something forgotten could come back into the history. */
import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { forget } from '../../../src/core/history/forget.ts';
import { mine } from '../../../src/core/history/mining/mine.ts';
import { HistoryStore } from '../../../src/core/history/store/store.ts';
import { essay, Scratch } from './scratch.ts';

/** A mined folder `n` with a forgotten folder `private` and a document next to it. */
async function forgotten(scratch: Scratch, target: 'folder' | 'document' | 'item'): Promise<void> {
  const { folder, store } = scratch;
  scratch.write('n/plain.md', essay('plain'));
  scratch.write('n/private/a.md', essay('apple'));
  scratch.write('n/private/deep/b.md', essay('birch'));
  await mine(store, [join(folder, 'n')]);
  const a = join(folder, 'n/private/a.md');
  if (target === 'folder') forget(store, { source: join(folder, 'n/private') });
  if (target === 'document') forget(store, { source: a });
  if (target === 'item') forget(store, { item: store.idsOf(a)[0]! });
}

const has = (store: HistoryStore, topic: string) => store.text.match([`${topic}0`], { limit: 1 }).length > 0;

type Way = [name: string, change: (path: (name: string) => string) => void];
const WAYS: Way[] = [
  ['renamed', (path) => renameSync(path('n/private'), path('n/diary'))],
  ['renamed, with the folder above it', (path) => renameSync(path('n'), path('m'))],
  [
    'put into another folder',
    (path) => {
      mkdirSync(path('n/old'));
      renameSync(path('n/private'), path('n/old/x'));
    },
  ],
  ['written in another case', (path) => renameSync(path('n/private'), path('n/PRIVATE'))],
  ['copied', (path) => cpSync(path('n/private'), path('n/private copy'), { recursive: true })],
  [
    'copied, and the first one deleted',
    (path) => {
      cpSync(path('n/private'), path('n/p'), { recursive: true });
      rmSync(path('n/private'), { recursive: true });
    },
  ],
  [
    'renamed, and its documents edited',
    (path) => {
      renameSync(path('n/private'), path('n/diary'));
      for (const name of ['a.md', 'deep/b.md']) edit(path(`n/diary/${name}`), 'anew');
    },
  ],
  [
    'renamed part by part',
    (path) => {
      renameSync(path('n/private/deep'), path('n/deep'));
      renameSync(path('n/private/a.md'), path('n/a.md'));
    },
  ],
  [
    'renamed part by part, and edited',
    (path) => {
      renameSync(path('n/private/deep'), path('n/deep'));
      renameSync(path('n/private/a.md'), path('n/z.md'));
      for (const name of ['deep/b.md', 'z.md']) edit(path(`n/${name}`), 'anew');
    },
  ],
  [
    'kept as a conflicting copy of a sync, a little different',
    (path) => writeFileSync(path("n/a (Ada's conflicted copy 2026-11-29).md"), `${essay('apple')} Changed elsewhere.`),
  ],
  ['written again, a little different', (path) => writeFileSync(path('n/again.md'), `Again: ${essay('apple')}`)],
  ['reached by a link', (path) => symlinkSync(path('n/private'), path('n/link'))],
  ['listed', (path) => writeFileSync(path('n/list.jsonl'), `${JSON.stringify({ id: 'x', text: essay('apple') })}\n`)],
];

function edit(file: string, topic: string): void {
  // Entirely different words: only the disk's number for it is left.
  writeFileSync(file, essay(topic));
}

describe.each(['folder', 'document', 'item'] as const)('a forgotten %s stays away', (target) => {
  it.each(WAYS)('%s', async (_, change) => {
    using scratch = new Scratch();
    const { folder, store } = scratch;
    await forgotten(scratch, target);
    change((name) => join(folder, name));
    for (const unasked of [true, false]) {
      for (const root of ['n', 'm', 'n/list.jsonl']) {
        await mine(store, [join(folder, root)], { unasked }).catch(() => undefined);
        const gone = target === 'folder' ? ['apple', 'birch', 'anew'] : ['apple'];
        expect(gone.filter((topic) => has(store, topic))).toEqual([]);
        // Its neighbours are there.
        expect(has(store, 'plain') || root !== 'n' || store.count() === 0).toBe(true);
      }
    }
  });
});

test('something forgotten comes back if it is named itself, under whatever name', async () => {
  using scratch = new Scratch();
  const { folder, store } = scratch;
  await forgotten(scratch, 'folder');
  renameSync(join(folder, 'n/private'), join(folder, 'n/diary'));
  expect(await mine(store, [join(folder, 'n')])).toMatchObject({ items: 1, skipped: { forgotten: 2 } });
  expect(await mine(store, [join(folder, 'n/diary/deep')])).toMatchObject({ items: 1, skipped: { forgotten: 1 } });
  expect(await mine(store, [join(folder, 'n/diary/a.md')])).toMatchObject({ items: 2, added: 1 });
  expect(await mine(store, [join(folder, 'n')], { unasked: true })).toMatchObject({ items: 2 });
  expect(await mine(store, [join(folder, 'n/diary')])).toMatchObject({ items: 3, added: 1, skipped: {} });
  writeFileSync(join(folder, 'n/diary/a.md'), `${essay('apple')} Changed.`);
  expect(await mine(store, [join(folder, 'n')])).toMatchObject({ items: 3, updated: 1, skipped: {} });
});

test('a document that was named stays mined when it is renamed and edited', async () => {
  using scratch = new Scratch();
  const { folder, store } = scratch;
  await forgotten(scratch, 'item');
  const a = join(folder, 'n/private/a.md');
  renameSync(a, join(folder, 'n/z.md'));
  writeFileSync(join(folder, 'n/z.md'), `${essay('apple')} Changed.`);
  expect(await mine(store, [join(folder, 'n')])).toMatchObject({ items: 2, skipped: { forgotten: 1 } });
  expect(await mine(store, [join(folder, 'n/z.md')])).toMatchObject({ items: 3, added: 1 });
  writeFileSync(join(folder, 'n/z.md'), `${essay('apple')} Changed again.`);
  expect(await mine(store, [join(folder, 'n')], { unasked: true })).toMatchObject({ items: 3, updated: 1 });
});

test('a new folder, or similar writing, is not mistaken for something forgotten', async () => {
  using scratch = new Scratch();
  const { folder, store } = scratch;
  await forgotten(scratch, 'folder');
  rmSync(join(folder, 'n/private'), { recursive: true });
  // The disk reuses the numbers of deleted files.
  for (let i = 0; i < 8; i++) scratch.write(`n/new${i}/note.md`, essay(`cedar${i}`, i));
  scratch.write('n/same-kind.md', essay('apricot', 4));
  expect(await mine(store, [join(folder, 'n')])).toMatchObject({ added: 9, skipped: {} });
});

test('what is forgotten stays so even if the history was damaged', async () => {
  using scratch = new Scratch();
  const { folder, store, storeFile } = scratch;
  await forgotten(scratch, 'folder');
  store.close();
  const bytes = readFileSync(storeFile);
  const at = bytes.indexOf('plain0');
  bytes.write('plaim0', at);
  writeFileSync(storeFile, bytes);
  const again = HistoryStore.open(storeFile);
  expect(again.restarted).toBe(true);
  renameSync(join(folder, 'n/private'), join(folder, 'n/diary'));
  await mine(again, [join(folder, 'n')]);
  expect(['apple', 'birch', 'plain'].filter((topic) => has(again, topic))).toEqual(['plain']);
  again.close();
});

test('what is forgotten while it is read is not stored, whether by path or with everything', async () => {
  using scratch = new Scratch();
  const { folder, store, storeFile } = scratch;
  for (let i = 0; i < 200; i++) scratch.write(`n/${i % 2 ? 'private' : 'open'}/${i}.md`, essay(`t${i}`, i));
  scratch.write(
    'n/private/list.jsonl',
    Array.from({ length: 600 }, (_, i) => JSON.stringify({ id: `l${i}`, text: essay(`u${i}`, i) })).join('\n'),
  );
  const other = HistoryStore.open(storeFile);
  const during = (source: string | null, at: number) => {
    let seen = 0;
    return () => {
      if (++seen === at) forget(other, source === null ? { all: true } : { source });
    };
  };
  const hidden = join(folder, 'n/private');
  const files = [join(folder, 'n'), join(hidden, 'list.jsonl')];
  const result = await mine(store, files, { onProgress: during(hidden, 2) });
  expect(result.skipped.forgotten).toBeGreaterThan(0);
  expect(store.idsUnder(hidden)).toEqual([]);
  expect(store.count()).toBe(100);
  await expect(mine(store, files, { onProgress: during(null, 1) })).rejects.toThrow('Everything was forgotten');
  expect(store.count()).toBe(0);
  other.close();
});
