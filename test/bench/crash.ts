/**
 * Kills a process that mines, trains, exports, imports and forgets at random moments, and checks what it leaves.
 * npm run crash -- [--kills N] [--seed N]
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { crash } from '../crash/run.ts';

const { values } = parseArgs({ options: { kills: { type: 'string' }, seed: { type: 'string' } } });
const [kills, seed] = [Number(values.kills ?? 500), Number(values.seed ?? 1)];
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ownhand-crash-'));
let done = 0;
try {
  const started = performance.now();
  const killed = await crash(kills, seed, folder, (what) => console.error(`${++done}: killed at "${what}"`));
  const seconds = Math.round((performance.now() - started) / 1000);
  console.log(JSON.stringify({ kills, seed, seconds, killed }));
} finally {
  fs.rmSync(folder, { recursive: true, force: true });
}
