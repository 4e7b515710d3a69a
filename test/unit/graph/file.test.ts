import fs from 'node:fs';
import { expect, it } from 'vitest';
import { graphFile } from '../../../src/core/graph/file.ts';
import { scratch } from '../tiny.ts';

it('keeps the newest graphs of each kind, and the same graph once', () => {
  const folder = scratch();
  const first = graphFile(folder, 'decode', Uint8Array.of(0));
  expect(graphFile(folder, 'decode', Uint8Array.of(0))).toBe(first);
  fs.utimesSync(first, 1, 1);
  for (let i = 1; i <= 6; i++) graphFile(folder, 'decode', Uint8Array.of(i));
  graphFile(folder, 'train', Uint8Array.of(0));
  const names = fs.readdirSync(folder);
  expect(names.filter((name) => name.startsWith('decode-'))).toHaveLength(6);
  expect(names.filter((name) => name.startsWith('train-'))).toHaveLength(1);
  expect(fs.existsSync(first)).toBe(false);
  fs.rmSync(folder, { recursive: true });
});
