import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { Engine } from '../../../src/core/engine/engine.ts';
import { forget, isForgetting } from '../../../src/core/history/forget.ts';
import { mine } from '../../../src/core/history/mining/mine.ts';
import { HistoryStore } from '../../../src/core/history/store/store.ts';
import { essay, Scratch } from './scratch.ts';

const CANARIES = ['xylophonequartz', 'zanzibarwombat', 'quixotictapir'];

/** Which of the canaries any file of the store still contains. */
function onDisk({ storeFile }: Scratch): string[] {
  const files = readdirSync(dirname(storeFile)).map((name) => readFileSync(join(dirname(storeFile), name)));
  return CANARIES.filter((word) => files.some((bytes) => bytes.includes(word)));
}

test('removes what is forgotten from the files on disk: text, title, tags, path, words of the index', async () => {
  using scratch = new Scratch();
  const { folder, store } = scratch;
  const [text, title, tag] = CANARIES;
  for (let i = 0; i < 60; i++) scratch.write(`n/plain${i}.md`, essay(`topic${i}`, i));
  for (let i = 0; i < 5; i++) {
    const front = `---\ntitle: ${title} ${i}\ntags: [${tag}]\n---\n`;
    scratch.write(`n/${text}/s${i}.md`, `${front}${`The ${text} met ${text}${i}. `.repeat(20)} ${essay(`secret${i}`)}`);
  }
  await mine(store, [join(folder, 'n')]);
  writeFileSync(`${scratch.storeFile}.damaged`, `an old copy with ${text}`);
  expect(onDisk(scratch)).toEqual(CANARIES);
  const { ids, bytes } = forget(store, { source: join(folder, 'n', text!) });
  store.scrub();
  expect(ids).toHaveLength(5);
  expect(bytes).toBeGreaterThan(5 * 1000);
  expect(onDisk(scratch)).toEqual([]);
  expect(store.count()).toBe(60);
  expect(store.text.match([text!], { limit: 1 })).toEqual([]);
});

test('leaves nothing of very many changed or removed texts on disk, even if the run was killed', async () => {
  using scratch = new Scratch();
  const { folder, store } = scratch;
  const [changed, gone, killed] = CANARIES;
  const write = (name: string, word: string) => {
    for (let i = 0; i < 150; i++) scratch.write(`n/${name}/${i}.md`, essay(`${word} ${name}${i}`, i));
  };
  const mined = () => mine(store, [join(folder, 'n')]);
  write('changed', changed!);
  write('gone', gone!);
  write('killed', killed!);
  expect(await mined()).toMatchObject({ added: 450 });
  expect(onDisk(scratch)).toEqual(CANARIES);
  write('changed', 'plain');
  rmSync(join(folder, 'n/gone'), { recursive: true });
  expect(await mined()).toMatchObject({ updated: 150, removed: 150, items: 300 });
  const checkpoint = () => {
    using db = new DatabaseSync(scratch.storeFile);
    db.exec('pragma wal_checkpoint(truncate)');
  };
  checkpoint();
  expect(onDisk(scratch)).toEqual([killed]);
  // What a process leaves if it is killed halfway: entries only marked as deleted.
  store.text.deleting(150);
  store.transaction(() => {
    for (const id of store.ids()) if (store.get(id)?.source.includes('killed')) store.remove(id);
  });
  rmSync(join(folder, 'n/killed'), { recursive: true });
  checkpoint();
  expect(onDisk(scratch)).toEqual([killed]);
  const next = HistoryStore.open(scratch.storeFile);
  await mine(next, [join(folder, 'n')]);
  expect(next.text.settle()).toBe(false);
  expect(next.text.match([changed!, gone!, killed!, 'plain'], { limit: 500 })).toHaveLength(150);
  next.close();
  checkpoint();
  expect(onDisk(scratch)).toEqual([]);
});

test('keeps a forgotten document or folder away until its exact path is named', async () => {
  using scratch = new Scratch();
  const { folder, store } = scratch;
  scratch.write('n/a.md', essay('apple'));
  const b = scratch.write('n/private/b.md', essay('birch'));
  scratch.write('n/private/deep/c.md', essay('cedar'));
  scratch.write('n/private-not.md', essay('date'));
  const [root, hidden] = [join(folder, 'n'), join(folder, 'n', 'private')];
  await mine(store, [root]);
  expect(forget(store, { source: hidden }).ids).toHaveLength(2);
  const away = { items: 2, added: 0, removed: 0, skipped: { forgotten: 2 } };
  expect(await mine(store, [root])).toMatchObject(away);
  expect(await mine(store, [join(hidden, 'deep')])).toMatchObject({ items: 2, skipped: { forgotten: 1 } });
  // The one file that is named comes back, and stays when its folder is mined.
  expect(await mine(store, [b])).toMatchObject({ items: 3, added: 1 });
  expect(await mine(store, [root])).toMatchObject({ items: 3, removed: 0, skipped: { forgotten: 1 } });
  expect(await mine(store, [hidden])).toMatchObject({ items: 4, added: 1 });
  expect(await mine(store, [root])).toMatchObject({ items: 4, skipped: {} });
});

test('keeps a forgotten item and its copies away until its document is named', async () => {
  using scratch = new Scratch();
  const { folder, store } = scratch;
  const a = scratch.write('n/a.md', essay('apple'));
  const root = join(folder, 'n');
  scratch.write('n/near.md', `${essay('apple')} Twice.`);
  scratch.write('n/other.md', essay('other'));
  await mine(store, [root]);
  expect(store.count()).toBe(2);
  const { id } = store.list().find(({ source }) => source === a)!;
  expect(forget(store, { item: id })).toMatchObject({ ids: [id] });
  expect(await mine(store, [root])).toMatchObject({ items: 1, added: 0, duplicates: 0, skipped: { forgotten: 2 } });
  // Neither a change nor another location brings the text back.
  scratch.write('n/copy.md', essay('apple'));
  writeFileSync(a, `${essay('apple')} And more.`);
  expect(await mine(store, [root])).toMatchObject({ items: 1, skipped: { forgotten: 3 } });
  expect(await mine(store, [a])).toMatchObject({ items: 2, added: 1 });
  expect(await mine(store, [root])).toMatchObject({ items: 2, removed: 0 });
});

test('keeps a forgotten line of a .jsonl away even if its file is named', async () => {
  using scratch = new Scratch();
  const { store } = scratch;
  const line = (id: string, topic: string) => `${JSON.stringify({ id, text: essay(topic) })}\n`;
  const file = scratch.write('items.jsonl', line('a', 'apple') + line('b', 'birch'));
  const other = scratch.write('other.jsonl', line('a', 'another'));
  await mine(store, [file]);
  forget(store, { item: 'a' });
  expect(await mine(store, [file])).toMatchObject({ items: 1, skipped: { forgotten: 1 } });
  writeFileSync(file, line('a', 'apple') + line('b', 'birch') + line('c', 'cedar'));
  expect(await mine(store, [file])).toMatchObject({ items: 2, added: 1, skipped: { forgotten: 1 } });
  // An item with that name elsewhere is another one.
  expect(await mine(store, [other])).toMatchObject({ items: 3, added: 1 });
  expect(forget(store, { source: file }).ids.sort()).toEqual(['b', 'c']);
  expect(store.ids()).toEqual(['a']);
});

test('lets a copy outside a forgotten folder take its place', async () => {
  using scratch = new Scratch();
  const { folder, store } = scratch;
  scratch.write('n/a/one.md', essay('apple'));
  const copy = scratch.write('n/b/two.md', essay('apple'));
  await mine(store, [join(folder, 'n')]);
  expect(store.list().map(({ source }) => source)).not.toContain(copy);
  forget(store, { source: join(folder, 'n', 'a') });
  expect(await mine(store, [join(folder, 'n')])).toMatchObject({ items: 1, added: 1, duplicates: 0 });
  expect(store.list()[0]?.source).toBe(copy);
});

test('starts afresh after forgetting everything, but still remembers earlier forgettings', async () => {
  using scratch = new Scratch();
  const { folder, store } = scratch;
  scratch.write('n/a.md', essay('apple'));
  const b = scratch.write('n/b.md', essay('birch'));
  await mine(store, [join(folder, 'n')]);
  forget(store, { source: b });
  expect(forget(store, { all: true })).toEqual({ ids: [expect.any(String)], bytes: Buffer.byteLength(essay('apple')) });
  expect(store.totals()).toEqual({ items: 0, words: 0, sources: 0 });
  expect(store.text.match(['apple0'], { limit: 1 })).toEqual([]);
  store.scrub();
  expect(readFileSync(scratch.storeFile).includes('apple0')).toBe(false);
  expect(await mine(store, [join(folder, 'n')])).toMatchObject({ items: 1, added: 1, skipped: { forgotten: 1 } });
  // The index follows again.
  expect(store.text.match(['apple0'], { limit: 1 })).toHaveLength(1);
  store.remove(store.ids()[0]!);
  expect(store.text.match(['apple0'], { limit: 1 })).toEqual([]);
});

test('refuses to forget what does not exist', () => {
  using scratch = new Scratch();
  const path = join(scratch.folder, 'nowhere');
  expect(() => forget(scratch.store, { item: 'x' })).toThrow('There is no item "x"');
  expect(() => forget(scratch.store, { source: path })).toThrow(`Nothing was mined from "${path}"`);
  // A folder that has not been mined yet can be kept away.
  mkdirSync(path);
  expect(forget(scratch.store, { source: path })).toEqual({ ids: [], bytes: 0 });
});

test('reports another reader of the store, and brings nothing back', async () => {
  using scratch = new Scratch();
  const { store, storeFile } = scratch;
  const path = scratch.write('a.md', `${essay('apple')} ${CANARIES[0]}`);
  await mine(store, [path]);
  const reader = HistoryStore.open(storeFile);
  const reading = reader.iterate();
  reading.next();
  forget(store, { source: path });
  expect(() => store.scrub(100)).toThrow('another program has the history open');
  reading.return(undefined);
  reader.close();
  store.scrub();
  expect(onDisk(scratch)).toEqual([]);
});

test('finishes an interrupted forgetting at the next start', async () => {
  using scratch = new Scratch();
  const { folder } = scratch;
  const home = join(folder, 'home');
  const options = { home, model: null, device: 'cpu', threads: 1 } as const;
  const secret = scratch.write('n/secret.md', essay(CANARIES[0]!));
  scratch.write('n/plain.md', essay('plain'));
  const first = new Engine(options);
  await first.mine([join(folder, 'n')]);
  const checkpoint = join(home, 'training', 'checkpoint.safetensors');
  mkdirSync(dirname(checkpoint));
  writeFileSync(checkpoint, '');
  // As far as a killed process got: the items are gone only from the tables.
  forget(first.store, { source: secret });
  const isThere = () =>
    readdirSync(home, { withFileTypes: true }).some(
      (entry) => entry.isFile() && readFileSync(join(home, entry.name)).includes(CANARIES[0]!),
    );
  expect(isThere()).toBe(true);
  // A reader keeps the log from being merged when the store is closed.
  const reader = HistoryStore.open(join(home, 'history.sqlite'));
  await first.dispose();
  expect(isThere()).toBe(true);
  reader.close();
  const second = new Engine(options);
  expect(second.store.count()).toBe(1);
  expect(isThere()).toBe(false);
  expect(existsSync(checkpoint)).toBe(false);
  expect(isForgetting(second.store)).toBe(false);
  await second.dispose();
});

test('brings nothing back by mining that nobody asked for, even if it names the exact paths', async () => {
  using scratch = new Scratch();
  const { folder, store } = scratch;
  const kept = scratch.write('n/a.md', essay('apple'));
  const b = scratch.write('n/private/b.md', essay('birch'));
  const root = join(folder, 'n');
  await mine(store, [root]);
  forget(store, { source: b });
  forget(store, { source: kept });
  expect(await mine(store, [root, b, kept], { unasked: true })).toMatchObject({ items: 0, skipped: { forgotten: 2 } });
  forget(store, { source: root });
  expect(await mine(store, [root], { unasked: true })).toMatchObject({ items: 0 });
  expect(await mine(store, [root])).toMatchObject({ items: 0, skipped: { forgotten: 2 } });
  expect(await mine(store, [b])).toMatchObject({ items: 1 });
});
