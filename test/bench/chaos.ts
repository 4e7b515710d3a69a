/**
 * Two windows on one home that do whatever there is to do, killed at random moments, while the home is moved, the disk
 * fills up and the clock jumps. After each act everything that must hold is checked; see `look`.
 * npm run chaos -- [--minutes N] [--seed N]
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Chaos } from '../crash/chaos.ts';

const { values } = parseArgs({ options: { minutes: { type: 'string' }, seed: { type: 'string' } } });
const [minutes, seed] = [Number(values.minutes ?? 30), Number(values.seed ?? 1)];
if (!(minutes > 0) || !Number.isSafeInteger(seed)) throw new Error('--minutes is a number above 0, --seed a whole one');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ownhand-chaos-'));
try {
  const chaos = await Chaos.prepare(folder, seed);
  const { acts, violated } = await chaos.run(minutes * 60_000, (line) => console.error(line));
  console.log(`${acts} acts, ${violated} violated`);
  if (violated > 0) process.exitCode = 1;
} finally {
  fs.rmSync(folder, { recursive: true, force: true });
}
