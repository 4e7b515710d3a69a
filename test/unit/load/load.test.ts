/** A small share of the loads of `npm run load`. */
import fs from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Engine } from '../../../src/core/engine/engine.ts';
import { Prose, writeDocuments } from '../../load/folders.ts';
import { requestLoad } from '../../load/requests.ts';
import { scratch } from '../tiny.ts';

function place(): string {
  const folder = scratch();
  onTestFinished(() => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test('answers or cancels each of many completion requests, without using more and more memory', async () => {
  const { answered, cancelled, failed, memoryMb } = await requestLoad(300, 1, place());
  expect(failed).toBe(0);
  expect(answered + cancelled).toBe(300);
  expect(Math.min(answered, cancelled)).toBeGreaterThan(30);
  if (process.platform === 'linux') expect(memoryMb.at(-1)! - memoryMb[1]).toBeLessThan(64);
});

test('mines a file of ten megabytes that the user names as one item, and finds it by its words', async () => {
  const folder = place();
  const engine = new Engine({ home: path.join(folder, 'home'), model: null, device: 'cpu', threads: 1 });
  onTestFinished(() => engine.dispose());
  const file = path.join(folder, 'vast.md');
  fs.writeFileSync(file, `${new Prose(1).text(10e6)} And the zyzzyva came last.`);
  expect(await engine.mine([file])).toMatchObject({ items: 1, added: 1 });
  const { hits } = await engine.search('zyzzyva', { k: 1 });
  expect(hits[0]?.snippet).toContain('zyzzyva');
});

test('updates all files if all change at once', async () => {
  const folder = place();
  const engine = new Engine({ home: path.join(folder, 'home'), model: null, device: 'cpu', threads: 1 });
  onTestFinished(() => engine.dispose());
  const documents = path.join(folder, 'documents');
  writeDocuments(documents, 400, 800, 1);
  expect(await engine.mine([documents])).toMatchObject({ items: 400, added: 400 });
  writeDocuments(documents, 400, 800, 2);
  expect(await engine.mine([documents])).toMatchObject({ items: 400, updated: 400 });
  expect(await engine.mine([documents])).toMatchObject({ items: 400, added: 0, updated: 0, removed: 0 });
});
