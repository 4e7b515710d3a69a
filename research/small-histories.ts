/**
 * What training is worth on small histories: authors cut to a few documents, under several settings, at several
 * strengths. Every run is kept as a file of figures by item, so that rules for choosing can be compared afterwards;
 * existing runs are not repeated.
 * node research/small-histories.ts FOLDER-OF-AUTHORS --home HOME --work FOLDER --plan AUTHOR:DOCUMENTS:SETTING,…
 * A setting is rate/epochs/rank/most steps, as in `1e-3/3/8/60`; `-` in a place is what `train` would take, and
 * everything is learned, as in a run with enough minutes.
 */
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { adapterLayout, lowestLearning } from '../src/core/adapter/layout.ts';
import { Stack } from '../src/core/adapter/stack.ts';
import { loadTaskAdapter } from '../src/core/adapter/taskAdapter.ts';
import { mine } from '../src/core/history/mining/mine.ts';
import { HistoryStore } from '../src/core/history/store/store.ts';
import { type BaseModel, listModels } from '../src/core/model/base.ts';
import type { Example } from '../src/core/tasks/example.ts';
import { type Batch, batchesOf, makeBatch } from '../src/core/train/batch.ts';
import { compareExamples, makeMaterials } from '../src/core/train/materials.ts';
import { pack } from '../src/core/train/pack.ts';
import { CachedGradientSession, GradientSession, ScoreSession } from '../src/core/train/session.ts';
import { packFor, settingsOf, shapeOf } from '../src/core/train/settings.ts';
import { plannedSteps, train } from '../src/core/train/trainer.ts';

/** Documents after the cut that show what the adapter is worth; neither training nor the gate sees them. */
const LATER = 5;
const STRENGTHS = [0, 0.25, 0.5, 0.75, 1, 1.25];
/** Graded parts of each of them: enough for a mean over items. */
const PARTS = 2;

/** Nats and bytes of each item. */
type Sums = Record<string, [nats: number, bytes: number]>;

/** The result of a run. */
interface Run {
  author: string;
  documents: number;
  setting: string;
  steps: number;
  seconds: number;
  learningRate: number;
  epochs: number;
  /** Steps of an epoch. */
  epoch: number;
  lossFirst: number;
  lossLast: number;
  /** By strength of the last weights. */
  heldOut: Record<string, Sums>;
  later: Record<string, Sums>;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    home: { type: 'string' },
    work: { type: 'string' },
    plan: { type: 'string' },
    threads: { type: 'string' },
  },
});
const [folder] = positionals;
const { home = '.ownhand', work = '.ownhand/small', plan = '' } = values;
const graphs = { device: 'cpu', threads: Number(values.threads ?? 1) } as const;

const base = listModels(path.join(home, 'models'))[0];
const task = await loadTaskAdapter(base);
fs.mkdirSync(work, { recursive: true });
for (const entry of plan.split(',')) {
  const [author, documents, setting] = entry.split(':');
  const file = path.join(work, `${author}-${documents}-${setting.replaceAll('/', '_')}.json`);
  if (fs.existsSync(file)) continue;
  const started = performance.now();
  const run = await runOf(author, Number(documents), setting, file);
  fs.writeFileSync(file, JSON.stringify(run));
  console.log(`${entry}: ${run.steps} steps, ${Math.round((performance.now() - started) / 1000)} s`);
}

async function runOf(author: string, documents: number, setting: string, file: string): Promise<Run> {
  const [learningRate, epochs, rank, maxSteps] = setting.split('/').map((each) => (each === '-' ? undefined : +each));
  const scratch = fs.mkdtempSync(path.join(work, 'run-'));
  try {
    const lines = fs
      .readFileSync(path.join(folder, `${author}.jsonl`), 'utf8')
      .trim()
      .split('\n');
    const history = lines.filter((line) => JSON.parse(line).split === 'history');
    if (history.length < documents + LATER) throw new Error(`${author} has ${history.length} documents of history.`);
    const store = await storeOf(history.slice(0, documents), path.join(scratch, 'cut'));
    const all = await storeOf(history.slice(0, documents + LATER), path.join(scratch, 'later'));
    const options = { learningRate, epochs, rank, maxSteps };
    const { config } = base.manifest;
    const layout = adapterLayout(config, shapeOf(options, config.layers));
    const stack = new Stack(config, task, layout);
    const { learning, heldOut } = await makeMaterials(base, store, { tokens: null, seed: settingsOf({}).seed });
    const known = new Set(store.list().map(({ id }) => id));
    const items = all.list().filter(({ id }) => !known.has(id));
    const later = partsOf(await compareExamples(base, all, items, { moment: items[0] }));
    const { sequences, shape } = packFor(learning, layout);
    const epoch = Math.ceil(sequences.length / shape.batch);
    const settings = settingsOf(options, 'lora', epoch);
    const cached =
      lowestLearning(stack.layout, config.layers) > 0 && plannedSteps(sequences.length, shape, settings) > epoch;
    const session = cached
      ? await CachedGradientSession.open(base, stack.layout, shape, scratch, graphs)
      : await GradientSession.open(base, stack.layout, shape, graphs);
    const result = await train(sequences, layout, settings, {
      shape,
      gradient: async (batch, adapter) => {
        const { loss, gradient } = await session.run(batch, stack.join(adapter));
        return { loss, gradient: stack.part(gradient) };
      },
    });
    fs.writeFileSync(file.replace('.json', '.f32'), new Uint8Array(result.adapter.buffer));
    await session.dispose();
    const vectors = new Map(STRENGTHS.map((s) => [String(s), scaled(stack, layout, result.adapter, s)]));
    return {
      ...{ author, documents, setting, steps: result.steps, seconds: result.seconds },
      ...{ learningRate: settings.learningRate, epochs: settings.epochs, epoch },
      ...{ lossFirst: result.lossFirst, lossLast: result.lossLast },
      heldOut: await score(heldOut.text, stack, vectors),
      later: await score(later, stack, vectors),
    };
  } finally {
    fs.rmSync(scratch, { recursive: true });
  }
}

function partsOf(examples: readonly Example[]): Example[] {
  const taken = new Map<string, number>();
  return examples.filter(({ item }) => {
    taken.set(item, (taken.get(item) ?? 0) + 1);
    return (taken.get(item) ?? 0) <= PARTS;
  });
}

function scaled(stack: Stack, layout: Stack['layout'], vector: Float32Array, strength: number): Float32Array {
  const own = vector.slice();
  for (const { part, offset, length } of layout.slices) {
    if (part !== 'B') continue;
    for (let i = offset; i < offset + length; i++) own[i] *= strength;
  }
  return stack.join(own);
}

async function storeOf(lines: string[], name: string): Promise<HistoryStore> {
  fs.writeFileSync(`${name}.jsonl`, `${lines.join('\n')}\n`);
  const store = HistoryStore.open(`${name}.sqlite`);
  await mine(store, [`${name}.jsonl`]);
  return store;
}

async function score(examples: Example[], stack: Stack, vectors: Map<string, Float32Array>) {
  const { shape } = packFor(examples, stack.layout);
  const session = await ScoreSession.open(base, stack.layout, shape, graphs);
  const tokenizer = await (base as BaseModel).tokenizer();
  const out: Record<string, Sums> = {};
  const batches: Batch[] = batchesOf(pack(examples, shape.sequence), shape.batch).map((each) => makeBatch(each, shape));
  for (const [name, vector] of vectors) {
    const sums: Sums = {};
    for (const batch of batches) {
      const nll = await session.run(batch, vector);
      for (let i = 0; i < batch.count; i++) {
        sums[batch.items[i]] ??= [0, 0];
        const sum = sums[batch.items[i]];
        sum[0] += nll[i];
        sum[1] += tokenizer.tokenBytes(Number(batch.targets[i])).length;
      }
    }
    out[name] = sums;
  }
  await session.dispose();
  return out;
}
