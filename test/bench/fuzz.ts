/**
 * Throws mutated inputs at every parser and loader, and reports the results.
 * npm run fuzz -- [--cases N] [--seed N] [--only NAME]
 * Each target runs in a thread of its own, so that one that never ends is found too; the exit status is 1 after any
 * fault.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { table } from '../../src/cli/output.ts';
import type { Outcome } from '../fuzz/run.ts';
import { TARGETS } from '../fuzz/targets.ts';

const { values } = parseArgs({
  options: { cases: { type: 'string' }, seed: { type: 'string' }, only: { type: 'string' } },
});
const cases = Number(values.cases ?? 100_000);
const seed = Number(values.seed ?? 1);
const chosen = TARGETS.filter(({ name }) => values.only === undefined || name.includes(values.only));
const shares = chosen.reduce((sum, { share = 1 }) => sum + share, 0);

/** A thread that takes more than this much processor time to get to its next case hangs, in milliseconds. */
const HANGS_MS = 120_000;

/** Processor time this process has used: other programs may leave it none for minutes. */
function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Runs one target in a thread with its own limit of memory. */
function run(name: string, count: number): Promise<Outcome> {
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'ownhand-fuzz-'));
  const progress = new Int32Array(new SharedArrayBuffer(4)).fill(-1);
  const started = performance.now();
  const worker = new Worker(path.join(import.meta.dirname, '..', 'fuzz', 'thread.ts'), {
    workerData: { name, cases: count, seed, scratch, progress },
    resourceLimits: { maxOldGenerationSizeMb: 1_024 },
  });
  return new Promise<Outcome>((resolve) => {
    const failed = (what: string) => {
      const seconds = (performance.now() - started) / 1000;
      const done = progress[0];
      resolve({ target: name, cases: done, seconds, ended: {}, slowestMs: 0, fault: { what, input: '', bytes: 0 } });
    };
    let last = { n: -1, since: processorMs() };
    const watch = setInterval(() => {
      const now = { n: progress[0], since: processorMs() };
      if (now.n !== last.n) last = now;
      else if (now.since - last.since > HANGS_MS)
        void worker.terminate().then(() => failed(`case ${last.n} of seed ${seed} never ends`));
    }, 5_000);
    worker.once('message', (outcome: Outcome) => resolve(outcome));
    worker.once('error', (error) => failed(String(error)));
    worker.once('exit', () => clearInterval(watch));
  }).finally(() => {
    fs.rmSync(scratch, { recursive: true, force: true });
  });
}

const outcomes: Outcome[] = [];
for (const { name, share = 1 } of chosen) {
  const outcome = await run(name, Math.max(1, Math.round((cases * share) / shares)));
  outcomes.push(outcome);
  const ended = Object.entries(outcome.ended).map(([end, n]) => `${n} ${end}`);
  console.error(`${name}: ${outcome.cases} cases, ${outcome.seconds.toFixed(1)} s, ${ended.join(', ')}`);
  if (outcome.fault)
    console.error(`  FAULT ${outcome.fault.what}\n  ${outcome.fault.bytes} bytes: ${outcome.fault.input}`);
}
const rows = outcomes.map(({ target, cases: n, seconds, slowestMs, ended, fault }) => [
  target,
  n,
  `${seconds.toFixed(1)} s`,
  `${slowestMs} ms`,
  Object.entries(ended)
    .map(([end, count]) => `${end} ${count}`)
    .join(', '),
  fault ? 'FAULT' : '',
]);
console.log(table(rows));
const total = outcomes.reduce((sum, { cases: n }) => sum + n, 0);
const faults = outcomes.filter(({ fault }) => fault).length;
console.log(`${total} cases, ${faults} targets with a fault, seed ${seed}`);
process.exitCode = faults > 0 ? 1 : 0;
