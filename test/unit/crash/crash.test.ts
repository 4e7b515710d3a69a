import fs from 'node:fs';
import { expect, test } from 'vitest';
import { crash } from '../../crash/run.ts';
import { scratch } from '../tiny.ts';

test('a process that is killed at any moment loses nothing and leaves nothing behind', {
  timeout: 600_000,
}, async () => {
  const folder = scratch();
  try {
    const killed = await crash(9, 3, folder);
    expect(Object.values(killed).reduce((sum, n) => sum + n, 0)).toBe(9);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
});
