/**
 * Trains the task adapter that the project ships: a LoRA that knows the prompts of title, tags and completion, learned
 * from many people other than the user. Resumes where it was stopped.
 * node research/task-adapter.ts OTHERS.jsonl --home HOME [--steps N] [--learning-rate X] [--seed N]
 * The items of OTHERS.jsonl have an `author`: each author has their own history, profile and retrieval, like a user.
 * Writes media/adapters/MODEL: a PEFT folder, and `training.json`, the record of its making.
 */
process.env.ORT_DISABLE_TELEMETRY = '1';

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { table } from '../src/cli/output.ts';
import { adapterLayout } from '../src/core/adapter/layout.ts';
import { writePeft } from '../src/core/adapter/peft.ts';
import type { LinearLayer } from '../src/core/adapter/shape.ts';
import { Stack } from '../src/core/adapter/stack.ts';
import { Engine } from '../src/core/engine/engine.ts';
import { mine } from '../src/core/history/mining/mine.ts';
import { HistoryStore } from '../src/core/history/store/store.ts';
import type { BaseModel } from '../src/core/model/base.ts';
import { loadProfile } from '../src/core/profile/profile.ts';
import { tagVocabulary } from '../src/core/profile/vocabulary.ts';
import { seededRandom, shuffled } from '../src/core/support/random.ts';
import { completionExamples } from '../src/core/tasks/complete/examples.ts';
import type { Example } from '../src/core/tasks/example.ts';
import { Prompter } from '../src/core/tasks/prompter.ts';
import { loadCheckpoint, planHash, saveCheckpoint } from '../src/core/train/checkpoint.ts';
import { compareOn } from '../src/core/train/judge.ts';
import { examplesOf } from '../src/core/train/materials.ts';
import { type ItemExamples, sampleExamples } from '../src/core/train/sample.ts';
import { GradientSession } from '../src/core/train/session.ts';
import { BATCH, packFor, SEQUENCE, settingsOf, shapeOf } from '../src/core/train/settings.ts';
import { train } from '../src/core/train/trainer.ts';

/** Authors left out of training, and how many of their texts' parts show how well it does. */
const HELD_OUT = { authors: 24, parts: 64 };

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    home: { type: 'string', default: '.ownhand' },
    steps: { type: 'string', default: '280' },
    'learning-rate': { type: 'string', default: '0.003' },
    seed: { type: 'string', default: '1' },
  },
});

async function main(): Promise<void> {
  const [file] = positionals;
  if (!file) throw new Error('usage: node research/task-adapter.ts OTHERS.jsonl --home HOME');
  const engine = new Engine({ home: flags.home, model: null, device: 'auto', threads: null });
  const base = engine.model();
  if (!base) throw new Error('There is no base model yet: ownhand --home HOME model add default');
  const [seed, maxSteps] = [Number(flags.seed), Number(flags.steps)];
  const work = path.join(flags.home, 'task-adapter');
  const { learning, heldOut, authors } = await materials(base, file, seed);
  const budget = maxSteps * BATCH * SEQUENCE;
  const examples = sampleExamples(shuffled(learning, seededRandom(seed)), budget, seed);

  // As in OPPU, and on every block: what stands on it may begin anywhere.
  const targets: LinearLayer[] = ['q_proj', 'v_proj'];
  const options = { learningRate: Number(flags['learning-rate']), maxSteps, epochs: 4, seed, targets, firstLayer: 0 };
  const { config } = base.manifest;
  const layout = adapterLayout(config, shapeOf(options, config.layers));
  const settings = settingsOf(options);
  const { sequences, shape } = packFor(examples, layout);
  const plan = planHash(base.manifest.sha256, layout.shape, settings, shape, examples);
  const saved = loadCheckpoint(work);
  const place = { device: 'cpu', threads: engine.threads } as const;
  const session = await GradientSession.open(base, layout, shape, place);
  const result = await train(
    sequences,
    layout,
    settings,
    {
      shape,
      gradient: (batch, adapter) => session.run(batch, adapter),
      onStep: ({ step, steps, loss, tokens, seconds }) =>
        console.error(`step ${step} of ${steps}, loss ${loss.toFixed(4)}, ${Math.round(tokens / seconds)} tokens/s`),
      onCheckpoint: (state) => saveCheckpoint(work, { ...state, plan }),
    },
    saved?.plan === plan ? saved : null,
  );
  await session.dispose();

  const stack = new Stack(config, null, layout);
  const vectors = { base: new Float32Array(layout.length), adapter: result.adapter };
  const heldout = await compareOn(heldOut, base, stack, vectors, place);
  const name = path.basename(base.id).replace(/[.@](Q\d|IQ\d|B?F16|F32).*$/i, '');
  const folder = path.join(import.meta.dirname, '..', 'media', 'adapters', name);
  writePeft(folder, { layout, vector: result.adapter }, base.id, config);
  const record = {
    base: { id: base.id, sha256: base.manifest.sha256 },
    data: { authors: authors - HELD_OUT.authors, items: learning.length, examples: examples.length },
    settings: { ...settings, ...layout.shape.lora, batch: BATCH, sequence: SEQUENCE },
    steps: result.steps,
    tokens: result.tokens,
    seconds: Math.round(result.seconds),
    lossFirst: result.lossFirst,
    lossLast: result.lossLast,
    heldout: { authors: HELD_OUT.authors, parts: heldOut.length, bitsPerByte: heldout },
  };
  fs.writeFileSync(path.join(folder, 'training.json'), `${JSON.stringify(record, null, 2)}\n`);
  const { median } = heldout;
  console.log(
    table([
      ['held-out bits per byte', 'base', 'task adapter'],
      ['all together', heldout.base.toFixed(4), heldout.adapter.toFixed(4)],
      ['middle author', median.base.toFixed(4), median.adapter.toFixed(4)],
    ]),
  );
}

/** Examples of every author, each made as for a user: with what that author had written before. */
async function materials(base: BaseModel, file: string, seed: number) {
  const tokenizer = await base.tokenizer();
  const lines = new Map<string, string[]>();
  for (const line of fs.readFileSync(file, 'utf8').split('\n').filter(Boolean)) {
    const { author } = JSON.parse(line) as { author: string };
    lines.set(author, [...(lines.get(author) ?? []), line]);
  }
  const order = shuffled([...lines.keys()].sort(), seededRandom(seed));
  const learning: ItemExamples[] = [];
  const heldOut: Example[] = [];
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'ownhand-task-'));
  try {
    for (const [index, author] of order.entries()) {
      const items = path.join(scratch, 'items.jsonl');
      fs.writeFileSync(items, (lines.get(author) ?? []).join('\n'));
      const store = HistoryStore.open(path.join(scratch, `${index}.sqlite`));
      await mine(store, [items], {});
      for (const item of store.list()) {
        const { habits, prose } = loadProfile(store, { until: item });
        const prompter = new Prompter(store, tokenizer, { profile: prose, retrieval: true });
        const vocabulary = tagVocabulary(habits).map(({ tag }) => tag);
        const maker = { tokenizer, prompter, sequence: SEQUENCE, vocabulary };
        if (index < HELD_OUT.authors) heldOut.push(...(await completionExamples(item, maker, 1)).slice(0, 2));
        else learning.push(await examplesOf(item, { ...maker, mixture: seed }));
      }
      store.close();
      if (index % 100 === 0) console.error(`Read ${index} of ${order.length} authors`);
    }
  } finally {
    fs.rmSync(scratch, { recursive: true });
  }
  return { learning, heldOut: heldOut.slice(0, HELD_OUT.parts), authors: order.length };
}

await main();
