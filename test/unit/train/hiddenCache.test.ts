import fs from 'node:fs';
import path from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { HiddenCache } from '../../../src/core/train/hiddenCache.ts';
import { scratch } from '../tiny.ts';

const folder = scratch();
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

const values = (seed: number, length = 1000) => Float32Array.from({ length }, (_, at) => Math.sin(seed + at));

it('returns what it was given, from a file that nobody sees', () => {
  const cache = HiddenCache.open(path.join(folder, 'training'));
  for (let batch = 0; batch < 20; batch++) cache.write(`batch ${batch}`, values(batch, 100 + batch));
  for (let batch = 19; batch >= 0; batch--) expect(cache.read(`batch ${batch}`)).toEqual(values(batch, 100 + batch));
  expect(cache.read('another')).toBeUndefined();
  expect(fs.readdirSync(path.join(folder, 'training'))).toEqual([]);
  cache.close();
});

it('keeps no more than it may, and what it has stays valid', () => {
  const cache = HiddenCache.open(folder, 10_000);
  for (let batch = 0; batch < 5; batch++) cache.write(`${batch}`, values(batch));
  expect([0, 1, 2, 3, 4].map((batch) => cache.read(`${batch}`) !== undefined)).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
  expect(cache.read('1')).toEqual(values(1));
  cache.close();
});

it('goes on without keeping if the disk takes nothing', () => {
  const cache = HiddenCache.open(folder);
  cache.write('a', values(1));
  cache.close();
  cache.write('b', values(2));
  expect(cache.read('b')).toBeUndefined();
});

it('says what is wrong if it cannot be made', () => {
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, 'file'), '');
  expect(() => HiddenCache.open(path.join(folder, 'file', 'training'))).toThrow(/Preparing the training/);
});
