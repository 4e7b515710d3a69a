/**
 * Our side of `train.*`: the trainer itself, on made-up tokens.
 * node test/bench/ours/train.ts MODEL [--batch 4] [--sequence 256] [--targets 256] [--threads 2] [--steps 6]
 * [--rank 8] [--lowest 0] [--device cpu] [--cached] [--stacked]
 * Prints one JSON object with the fields of peers/peft_train.py, and the useful work in GFLOP/s; seconds do not include
 * opening the session. `--lowest` is the lowest adapted layer. With `--cached` all sequences are run twice, the output
 * of the layers below is cached, and the figures are those of the second pass. With `--stacked` it learns every linear
 * layer, on top of such an adapter of q and v of all layers.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { loraLayout } from '../../../src/core/adapter/layout.ts';
import { LINEAR_LAYERS, type LinearLayer } from '../../../src/core/adapter/shape.ts';
import { Stack } from '../../../src/core/adapter/stack.ts';
import type { Device } from '../../../src/core/graph/runtime.ts';
import { BaseModel } from '../../../src/core/model/base.ts';
import { seededRandom } from '../../../src/core/support/random.ts';
import { median } from '../../../src/core/train/heldout.ts';
import { pack } from '../../../src/core/train/pack.ts';
import { CachedGradientSession, GradientSession } from '../../../src/core/train/session.ts';
import { train } from '../../../src/core/train/trainer.ts';
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
    device: { type: 'string', default: 'cpu' },
    cached: { type: 'boolean', default: false },
    stacked: { type: 'boolean', default: false },
  },
});
const shape = { batch: Number(values.batch), sequence: Number(values.sequence), targets: Number(values.targets) };
const threads = Number(values.threads);
const maxSteps = Number(values.steps);
const base = BaseModel.open(positionals[0]);
const { config } = base.manifest;
const rank = Number(values.rank);
const lora = (targets: readonly LinearLayer[], firstLayer: number) =>
  loraLayout(config, { rank, alpha: rank, targets: [...targets], firstLayer, lastLayer: config.layers });
const task = lora(['q_proj', 'v_proj'], 0);
const layout = lora(values.stacked ? LINEAR_LAYERS : ['q_proj', 'v_proj'], Number(values.lowest));
const under = { layout: task, vector: Float32Array.from({ length: task.length }, (_, at) => ((at % 17) - 8) * 1e-4) };
const stack = new Stack(config, values.stacked ? under : null, layout);
const random = seededRandom(1);
// As in the peer's program, the last tokens of each sequence are graded.
const examples = Array.from({ length: shape.batch * maxSteps }, (_, index) => ({
  ids: Array.from({ length: shape.sequence }, () => 3 + Math.floor(random() * (config.vocabSize - 3))),
  from: Math.max(1, shape.sequence - shape.targets / shape.batch),
  item: String(index),
}));
const place = { device: values.device as Device, threads };
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ownhand-bench-'));
const session = values.cached
  ? await CachedGradientSession.open(base, stack.layout, shape, folder, place)
  : await GradientSession.open(base, stack.layout, shape, place);
const seconds: number[] = [];
const losses: number[] = [];
let before = 0;
const epochs = values.cached ? 2 : 1;
const options = { epochs, learningRate: 1e-4, warmup: 0.1, clip: 1, seed: 1, maxSteps: epochs * maxSteps };
await train(pack(examples, shape.sequence), layout, options, {
  shape,
  gradient: async (batch, adapter) => {
    const { loss, gradient } = await session.run(batch, stack.join(adapter));
    return { loss, gradient: stack.part(gradient) };
  },
  onStep(report) {
    seconds.push(report.seconds - before);
    before = report.seconds;
    losses.push(report.loss);
    console.error(`step ${report.step}: ${seconds.at(-1)?.toFixed(2)} s, loss ${report.loss.toFixed(4)}`);
  },
});
await session.dispose();
fs.rmSync(folder, { recursive: true });
const warmUp = values.cached ? maxSteps : WARM_UP;
const secondsPerStep = median(seconds.length > warmUp ? seconds.slice(warmUp) : seconds);
console.log(
  JSON.stringify({
    tokensPerSecond: (shape.batch * shape.sequence) / secondsPerStep,
    secondsPerStep,
    gflops: stepFlops(config, shape, layout) / secondsPerStep / 1e9,
    seconds,
    losses,
    peakRssMb: Math.round(process.resourceUsage().maxRSS / 1024),
    threads,
  }),
);
