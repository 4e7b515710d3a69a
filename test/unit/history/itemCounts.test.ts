import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { Engine } from '../../../src/core/engine/engine.ts';
import { byFolder } from '../../../src/core/history/store/itemCounts.ts';
import { lockTraining } from '../../../src/core/train/lock.ts';
import { essay, Scratch } from './scratch.ts';

const at = (source: string, words = 10) => ({ source: path.resolve(source), items: 1, words, bytes: 6 * words });

test('documents are counted by the outermost folder that has any of its own', () => {
  const counted = byFolder([
    at('/a/b/one.md', 1),
    at('/a/b/c/two.md', 2),
    at('/a/b/c/d/e/three.md', 4),
    at('/a/x/four.md', 20),
    at('/a/x/five.md', 20),
    { ...at('/z/list.jsonl', 5), items: 3 },
  ]);
  expect(counted).toEqual([
    { path: path.resolve('/a/x'), documents: 2, items: 2, words: 40, bytes: 240 },
    { path: path.resolve('/a/b'), documents: 3, items: 3, words: 7, bytes: 42 },
    { path: path.resolve('/z/list.jsonl'), documents: 1, items: 3, words: 5, bytes: 30 },
  ]);
});

test('the overview counts words by month, unlearned items and bytes; deleting leaves none of it', async () => {
  using scratch = new Scratch();
  const engine = new Engine({ home: path.join(scratch.folder, 'home'), model: null, device: 'cpu', threads: 1 });
  for (let n = 0; n < 20; n++) {
    const front = n < 18 ? `---\ndate: 2024-0${1 + (n % 3)}-10\n---\n` : '---\ndate: 2025-12-01\n---\n';
    scratch.write(`notes/${n}.md`, `${front}# Note ${n}\n\n${essay(`topic${n}`, n)}`);
  }
  await engine.mine([path.join(scratch.folder, 'notes')]);
  const { months, sources, unlearnt, disk } = engine.overview();
  expect(months.map(({ month, items }) => [month, items])).toEqual([
    ['2024-01', 6],
    ['2024-02', 6],
    ['2024-03', 6],
    ['2025-12', 2],
  ]);
  const { items, words } = engine.status().history;
  expect(months.reduce((sum, month) => sum + month.words, 0)).toBe(words);
  expect(sources).toEqual([
    { path: path.join(scratch.folder, 'notes'), documents: 20, items, words, bytes: expect.any(Number) },
  ]);
  // The latest three judge.
  expect(unlearnt).toBe(17);
  expect(disk.history).toBeGreaterThan(20_000);
  expect(disk).toMatchObject({ models: [], adapters: [], rest: 0 });

  const folder = path.join(engine.home, 'training');
  fs.mkdirSync(folder);
  fs.writeFileSync(path.join(folder, 'checkpoint.safetensors'), 'x'.repeat(1000));
  expect(engine.overview().disk.rest).toBe(1000);
  engine.discardTraining();
  expect(engine.overview().disk.rest).toBe(0);

  const release = lockTraining(folder);
  expect(engine.status().training).toBe(true);
  await expect(engine.deleteAll({ models: false })).rejects.toThrow(/cancel that first/);
  release();
  expect(engine.status().training).toBe(false);
  engine.editProfile('I write of topics.');
  expect(await engine.deleteAll({ models: false })).toMatchObject({ items: 20, adaptersToRetrain: [] });
  expect(engine.overview()).toMatchObject({ months: [], sources: [], unlearnt: 0, disk: { rest: 0, adapters: [] } });
  expect((await engine.profile({})).edited).toBe(false);
  await engine.dispose();
});
