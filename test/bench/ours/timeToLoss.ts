/**
 * Our side of `train.timeToLoss`: training on a real author's texts, with the held-out loss after every few steps.
 * node test/bench/ours/timeToLoss.ts MODEL WORK [--author FILE.jsonl] [--items 40] [--steps 24] [--every 2]
 * [--threads 2] [--bare]
 * Without --author the author is the maintainer with the most words among installed packages, as in the demo. The
 * latest tenth of the items is held out; prompts show neither profile nor passages. The adapter is that of `ownhand
 * train`: every linear layer of the upper half, on the task adapter (on the bare model with --bare). Writes
 * WORK/author.json, and the model as a Hugging Face folder WORK/hf, for peers/peft_epochs.py. Prints one JSON object:
 * `curve` has the seconds of training alone, without loading and scoring, and the held-out loss in nats per token.
 */
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { readmeAuthors } from '../../../scripts/demo/author.ts';
import { adapterLayout } from '../../../src/core/adapter/layout.ts';
import { Stack } from '../../../src/core/adapter/stack.ts';
import { loadTaskAdapter } from '../../../src/core/adapter/taskAdapter.ts';
import { mine } from '../../../src/core/history/mining/mine.ts';
import { HistoryStore } from '../../../src/core/history/store/store.ts';
import { BaseModel } from '../../../src/core/model/base.ts';
import { exportHuggingFace } from '../../../src/core/model/export.ts';
import { batchesOf, makeBatch } from '../../../src/core/train/batch.ts';
import { compareExamples, makeMaterials, splitHistory } from '../../../src/core/train/materials.ts';
import { GradientSession, ScoreSession } from '../../../src/core/train/session.ts';
import { BATCH, packFor, SEQUENCE, settingsOf, shapeOf } from '../../../src/core/train/settings.ts';
import { freshAdapter, train } from '../../../src/core/train/trainer.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    author: { type: 'string' },
    items: { type: 'string', default: '40' },
    steps: { type: 'string', default: '24' },
    every: { type: 'string', default: '2' },
    threads: { type: 'string', default: '2' },
    bare: { type: 'boolean', default: false },
  },
});
const [modelFolder, work] = positionals as [string, string];
const base = BaseModel.open(modelFolder);
const { config } = base.manifest;
const device = { device: 'cpu' as const, threads: Number(values.threads) };
const plain = { profile: false, retrieval: false };

fs.mkdirSync(work, { recursive: true });
const store = await history();
const { past, future } = splitHistory(store);
const heldOut = await compareExamples(base, store, future, { moment: future[0]!, conditioning: plain });
const maxSteps = Number(values.steps);
const tokens = maxSteps * BATCH * SEQUENCE;
const { learning } = await makeMaterials(base, store, { tokens, seed: 1, conditioning: plain, teach: ['completion'] });
await forPeer();
store.close();

const under = values.bare ? null : await loadTaskAdapter(base);
const layout = adapterLayout(config, shapeOf({}, config.layers));
const stack = new Stack(config, under, layout);
const { sequences, shape } = packFor(learning, layout);
const scored = packFor(heldOut, stack.layout);
const scoring = await ScoreSession.open(base, stack.layout, scored.shape, device);
const session = await GradientSession.open(base, stack.layout, shape, device);
const start = freshAdapter(layout, 1);
let [trained, step] = [0, 0];
const curve = [{ seconds: 0, loss: await loss(start) }];
const result = await train(sequences, layout, settingsOf({ maxSteps }), {
  shape,
  start,
  async gradient(batch, adapter) {
    // Before the next step: the result of the steps so far.
    if (step > 0 && step % Number(values.every) === 0) curve.push({ seconds: trained, loss: await loss(adapter) });
    step++;
    const begun = performance.now();
    const { loss: value, gradient } = await session.run(batch, stack.join(adapter));
    trained += (performance.now() - begun) / 1000;
    return { loss: value, gradient: stack.part(gradient) };
  },
});
curve.push({ seconds: trained, loss: await loss(result.adapter) });
await session.dispose();
await scoring.dispose();
console.log(
  JSON.stringify({ curve, steps: result.steps, peakRssMb: Math.round(process.resourceUsage().maxRSS / 1024) }),
);

/** Nats per token of the held-out texts. @param adapter the user's part, [P] */
async function loss(adapter: Float32Array): Promise<number> {
  const whole = stack.join(adapter);
  let [nats, count] = [0, 0];
  for (const parts of batchesOf(scored.sequences, scored.shape.batch)) {
    for (const nll of await scoring.run(makeBatch(parts, scored.shape), whole)) {
      nats += nll;
      count++;
    }
  }
  console.error(`after ${step} steps, ${trained.toFixed(1)} s: ${(nats / count).toFixed(4)}`);
  return nats / count;
}

async function history(): Promise<HistoryStore> {
  const file = path.join(work, 'author.sqlite');
  for (const end of ['', '-wal', '-shm']) fs.rmSync(file + end, { force: true });
  const opened = HistoryStore.open(file);
  let lines = values.author;
  if (lines === undefined) {
    const [author] = await readmeAuthors(path.resolve('node_modules'));
    lines = path.join(work, 'author.jsonl');
    const items = author!.items.slice(0, Number(values.items));
    fs.writeFileSync(lines, items.map((item) => `${JSON.stringify(item)}\n`).join(''));
  }
  await mine(opened, [lines]);
  return opened;
}

/** The same texts for the peer: complete ones to learn from, and the held-out examples as they are. */
async function forPeer(): Promise<void> {
  const tokenizer = await base.tokenizer();
  const texts = past.map(({ title, text }) => tokenizer.encode(`# ${title}\n\n${text}`));
  const heldout = heldOut.map(({ ids, from }) => ({ ids, from }));
  fs.writeFileSync(path.join(work, 'author.json'), JSON.stringify({ texts, heldout }));
  if (!fs.existsSync(path.join(work, 'hf', 'model.safetensors'))) exportHuggingFace(base, path.join(work, 'hf'));
}
