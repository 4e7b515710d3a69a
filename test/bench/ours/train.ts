/**
 * Our side of `train.*`: optimiser steps of the training graph on made-up tokens.
 *
 *     node test/bench/ours/train.ts MODEL [--batch 4] [--sequence 256] [--targets 256] [--threads 2] [--steps 6]
 *                                         [--rank 8] [--lowest 0] [--arena]
 *
 * Prints one JSON object with the fields of peers/peft_train.py; seconds leave out opening the session. `--lowest`
 * is the lowest adapted layer. Memory is kept low, as the product does; `--arena` gives ONNX Runtime its arena
 * and packed weights, which takes twice the memory.
 */
import { parseArgs } from 'node:util';
import { loraLayout } from '../../../src/core/adapter/layout.ts';
import { BaseModel } from '../../../src/core/model/base.ts';
import { graphFile } from '../../../src/core/model/graph/file.ts';
import { openSession, runtime } from '../../../src/core/model/graph/runtime.ts';
import { buildTrainGraph } from '../../../src/core/model/graph/train.ts';
import { median } from '../summary.ts';
import { adamW } from './adamW.ts';
import { stepFlops } from './flops.ts';

/** Steps left out of the median: the first ones fill caches. */
const WARM_UP = 2;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    batch: { type: 'string', default: '4' },
    sequence: { type: 'string', default: '256' },
    targets: { type: 'string', default: '256' },
    threads: { type: 'string', default: '2' },
    steps: { type: 'string', default: '6' },
    rank: { type: 'string', default: '8' },
    lowest: { type: 'string', default: '0' },
    arena: { type: 'boolean', default: false },
  },
});
const shape = { batch: Number(values.batch), sequence: Number(values.sequence), targets: Number(values.targets) };
const base = BaseModel.open(positionals[0]);
const { config } = base.manifest;
const rank = Number(values.rank);
const layout = loraLayout(config, {
  rank,
  alpha: rank,
  targets: ['q_proj', 'v_proj'],
  firstLayer: Number(values.lowest),
  lastLayer: config.layers,
});
const { Tensor } = await runtime();
const file = graphFile(base.folder, 'train', buildTrainGraph(base.manifest, shape, layout, true));
const session = await openSession(file, {
  device: 'cpu',
  threads: Number(values.threads),
  frugal: !values.arena,
  keepRecomputation: true,
});

let state = 1;
/** Uniform in [0, 1), the same every time (a linear congruential generator). */
const random = () => {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return state / 2 ** 32;
};
const randomIds = (count: number) =>
  BigInt64Array.from({ length: count }, () => BigInt(3 + Math.floor(random() * (config.vocabSize - 3))));

// As PEFT begins: A is random, B is zero.
const adapter = new Float32Array(layout.length);
for (const { part, offset, length } of layout.slices) {
  if (part === 'A') for (let i = offset; i < offset + length; i++) adapter[i] = (random() - 0.5) * 0.08;
}
const update = adamW(adapter.length, 1e-4);
const tokens = shape.batch * shape.sequence;
const last = shape.targets / shape.batch;
// The last tokens of each sequence are predicted, as in the peer's program.
const rows = BigInt64Array.from({ length: shape.targets }, (_, index) => {
  const sequence = Math.floor(index / last);
  return BigInt((sequence + 1) * shape.sequence - 1 - last + (index % last));
});
const seconds: number[] = [];
const losses: number[] = [];
for (let step = 0; step < Number(values.steps); step++) {
  const ids = randomIds(tokens);
  const start = performance.now();
  const { nll, gradient } = await session.run({
    ids: new Tensor('int64', ids, [tokens]),
    segments: new Tensor('int64', new BigInt64Array(tokens), [shape.batch, shape.sequence]),
    rows: new Tensor('int64', rows, [shape.targets]),
    targets: new Tensor(
      'int64',
      rows.map((row) => ids[Number(row) + 1]),
      [shape.targets],
    ),
    weights: new Tensor('float32', new Float32Array(shape.targets).fill(1 / shape.targets), [shape.targets]),
    adapter: new Tensor('float32', adapter, [adapter.length]),
  });
  update(adapter, gradient.data as Float32Array);
  losses.push((nll.data as Float32Array).reduce((sum, value) => sum + value, 0) / shape.targets);
  seconds.push((performance.now() - start) / 1000);
  console.error(`step ${step + 1}: ${seconds[step].toFixed(2)} s, loss ${losses[step].toFixed(4)}`);
}
await session.release();
const secondsPerStep = median(seconds.slice(WARM_UP).length > 0 ? seconds.slice(WARM_UP) : seconds);
console.log(
  JSON.stringify({
    tokensPerSecond: tokens / secondsPerStep,
    secondsPerStep,
    gflops: stepFlops(config, shape, layout) / secondsPerStep / 1e9,
    seconds,
    losses,
    peakRssMb: Math.round(process.resourceUsage().maxRSS / 1024),
    threads: Number(values.threads),
  }),
);
