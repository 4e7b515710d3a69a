/** Two windows at once, and clocks that jump. */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { mine } from '../../../src/core/history/mining/mine.ts';
import { search } from '../../../src/core/retrieval/search.ts';
import { engineOf, NOTES, type Place, placeIn, prepare, writeNote } from '../../crash/place.ts';
import { essay, Scratch } from '../history/scratch.ts';
import { scratch } from '../tiny.ts';

const MAIN = path.join(import.meta.dirname, '..', '..', '..', 'src', 'cli', 'main.ts');

function run({ home }: Place, ...args: string[]): Promise<{ status: number | null; said: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [MAIN, '--home', home, '--json', ...args], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    child.once('close', (status) => resolve({ status, said }));
  });
}

test('processes that mine, forget, train and suggest at the same time neither lose nor duplicate anything', async () => {
  const folder = scratch();
  onTestFinished(() => fs.rmSync(folder, { recursive: true }));
  const place = placeIn(folder);
  await prepare(place);
  const more = path.join(folder, 'more');
  fs.mkdirSync(more);
  for (let i = 0; i < 300; i++) fs.writeFileSync(path.join(more, `essay-${i}.md`), essay(`subject${i}`, i));
  for (let i = 0; i < NOTES; i++) writeNote(place, i, 5);
  const ended = await Promise.all([
    run(place, 'mine', place.notes, more),
    run(place, 'mine', more, place.notes),
    run(place, 'mine', more),
    run(place, 'train', '--max-steps', '1', '--name', 'second'),
    run(place, 'complete', '--text', 'On day 3 the', '--max-tokens', '3'),
    run(place, 'forget', '--source', path.join(more, 'essay-0.md')),
  ]);
  for (const { status, said } of ended) {
    if (status !== 0) expect(said).toMatch(/\bownhand: The history is in use by another window or command;[^\n]*\.\n$/);
  }
  expect(ended.filter(({ status }) => status === 0).length).toBeGreaterThanOrEqual(4);
  const engine = engineOf(place);
  expect(engine.store.restarted).toBe(false);
  const forgotten = ended[5].status === 0 ? 1 : 0;
  await engine.mine([place.notes, more]);
  const sources = engine.store.list().map(({ source }) => source);
  expect(new Set(sources).size).toBe(sources.length);
  expect(sources.length).toBe(NOTES + 300 - forgotten);
  expect(engine.store.text.match(['canaryaquartz'], { limit: 5 })).toHaveLength(1);
  await engine.dispose();
});

test('reads a document whose modification time goes back, and finds one from the future like any other', async () => {
  using scratched = new Scratch();
  const { folder, store } = scratched;
  const notes = path.join(folder, 'n');
  const a = scratched.write('n/a.md', essay('apple'));
  scratched.write('n/b.md', `---\ndate: 2199-12-31\n---\n\n${essay('birch')}`);
  const future = new Date('2098-01-01');
  fs.utimesSync(a, future, future);
  expect(await mine(store, [notes])).toMatchObject({ items: 2, added: 2 });
  // As long as before, and older than the version already seen.
  fs.writeFileSync(a, essay('grape'));
  const past = new Date('1971-01-01');
  fs.utimesSync(a, past, past);
  expect(await mine(store, [notes])).toMatchObject({ items: 2, updated: 1 });
  expect(store.list().find(({ source }) => source === a)?.date).toBe('1971-01-01T00:00:00Z');
  for (const topic of ['grape', 'birch']) {
    const [hit] = search(store, topic, { k: 1 });
    expect(hit?.score).toBeGreaterThan(0);
    expect(Number.isFinite(hit?.score)).toBe(true);
  }
  expect(search(store, 'apple', { k: 1 })).toEqual([]);
});
