/** The thread in which the benchmark runs one target; `progress` tells which case it is on. */
import { parentPort, workerData } from 'node:worker_threads';
import { runTarget } from './run.ts';
import { TARGETS } from './targets.ts';

const { name, cases, seed, scratch, progress } = workerData as {
  name: string;
  cases: number;
  seed: number;
  scratch: string;
  progress: Int32Array;
};
const target = TARGETS.find((each) => each.name === name);
if (!target) throw new Error(`no target "${name}"`);
const onCase = (n: number) => {
  progress[0] = n;
};
parentPort?.postMessage(await runTarget(target, { cases, seed, scratch, onCase }));
process.exit();
