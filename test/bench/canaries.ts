/**
 * How much an adapter reveals of a sentence that it was trained on, with the real base model.
 * npm run canaries -- [--steps N] [--candidates N] [--seed N] [--threads N]
 * Three made-up sentences occur once, 4 and 16 times in one of 23 documents; see test/privacy/exposure.ts.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { table } from '../../src/cli/output.ts';
import { Engine } from '../../src/core/engine/engine.ts';
import { exposures, plant } from '../privacy/exposure.ts';
import { prepareModel } from './model.ts';

process.env.ORT_DISABLE_TELEMETRY = '1';
const { values } = parseArgs({
  options: {
    steps: { type: 'string' },
    candidates: { type: 'string', default: '1023' },
    seed: { type: 'string', default: '1' },
    threads: { type: 'string' },
  },
});
const seed = Number(values.seed);
const root = path.join(import.meta.dirname, '..', '..', '.ownhand');
const { modelFolder } = await prepareModel(path.join(root, 'bench'), path.join(root, 'peers'));
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ownhand-canaries-'));
const threads = values.threads === undefined ? null : Number(values.threads);
const models = path.dirname(modelFolder);
const engine = new Engine({ home: path.join(folder, 'home'), models, model: null, device: 'cpu', threads });
try {
  const planted = plant(path.join(folder, 'notes'), [1, 4, 16], seed);
  await engine.mine([path.join(folder, 'notes')]);
  const maxSteps = values.steps === undefined ? undefined : Number(values.steps);
  const { steps, lossFirst, lossLast, heldout } = await engine.train({ name: 'personal', seed, maxSteps });
  console.error(`${steps} steps, loss ${lossFirst.toFixed(2)} to ${lossLast.toFixed(2)}`);
  const measured = await exposures(engine, 'personal', planted, Number(values.candidates), seed + 1);
  const rows = measured.map(({ repeats, model, rank, exposure, extracted }) => [
    `${repeats}×`,
    model,
    `rank ${rank}`,
    `${exposure.toFixed(1)} bits`,
    extracted ? 'extracted' : '',
  ]);
  console.log(table(rows));
  console.log(JSON.stringify({ steps, heldout, measured }));
} finally {
  await engine.dispose();
  fs.rmSync(folder, { recursive: true, force: true });
}
