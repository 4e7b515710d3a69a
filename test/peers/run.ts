/**
 * Adapters in both directions between Ownhand and Hugging Face PEFT, compared by their logits, and some steps of
 * training, compared by their losses.
 * npm run test:peers
 * Skipped with a message if Python's packages are missing; README.md here says which.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { writeGgufLora } from '../../src/core/adapter/gguf.ts';
import { type Adapter, ia3Layout, loraLayout, promptLayout } from '../../src/core/adapter/layout.ts';
import { readPeft, writePeft } from '../../src/core/adapter/peft.ts';
import { LINEAR_LAYERS, type LinearLayer } from '../../src/core/adapter/shape.ts';
import { Stack } from '../../src/core/adapter/stack.ts';
import { Decoder } from '../../src/core/generate/decoder.ts';
import { BaseModel } from '../../src/core/model/base.ts';
import { exportHuggingFace } from '../../src/core/model/export.ts';
import { importModel } from '../../src/core/model/import.ts';
import { readSafetensors } from '../../src/core/model/safetensors.ts';
import { AdamW } from '../../src/core/train/adamw.ts';
import { makeBatch } from '../../src/core/train/batch.ts';
import { GradientSession } from '../../src/core/train/session.ts';
import { prepareModel } from '../bench/model.ts';
import { runProgram, succeeds } from '../bench/program.ts';

/** The greatest difference of a logit that counts as equal. */
const TOLERANCE = 1e-3;
const FIXTURES = [
  'tiny-llama-gqa-tied',
  'tiny-llama-mha-untied-all',
  'tiny-llama-range',
  'tiny-qwen2',
  'tiny-qwen3',
  'tiny-gemma3',
] as const;

const root = path.resolve(import.meta.dirname, '../..');
const python = process.env.OWNHAND_PYTHON ?? 'python3';
const script = 'test/peers/check_adapter.py';
const work = fs.mkdtempSync(path.join(os.tmpdir(), 'ownhand-peers-'));
let failures = 0;

function report(what: string, difference: number, least: number): void {
  const good = difference <= TOLERANCE && least > 10 * TOLERANCE;
  if (!good) failures++;
  const moved = `the adapter moves them by ${least.toPrecision(3)}`;
  console.log(`${good ? 'ok  ' : 'FAIL'} ${what}: logits differ by at most ${difference.toExponential(1)}; ${moved}`);
}

const greatestDifference = (a: Float32Array, b: Float32Array) => {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  return a.reduce((most, value, index) => Math.max(most, Math.abs(value - b[index])), 0);
};

/** Made-up prompts of several lengths. */
function prompts(vocabSize: number): number[][] {
  return [3, 17, 60].map((length, row) =>
    Array.from({ length }, (_, index) => 3 + ((index * 7919 + row * 104_729) % (vocabSize - 3))),
  );
}

/** Our logits after each prompt, one after another. */
async function ourLogits(base: BaseModel, adapter: Adapter | null): Promise<Float32Array> {
  const options = { context: 128, threads: 2, device: 'cpu', exact: true } as const;
  const decoder = await Decoder.open(base, adapter?.layout ?? null, options);
  const vocab = base.manifest.config.vocabSize;
  const ids = prompts(vocab);
  const all = new Float32Array(ids.length * vocab);
  for (const [row, prompt] of ids.entries()) {
    all.set(await decoder.read(decoder.newState(adapter?.vector ?? null), prompt), row * vocab);
  }
  await decoder.dispose();
  return all;
}

/** PEFT's, under the last of the adapters, with those before it merged into the model. */
async function peftLogits(model: string, adapters: string[], vocabSize: number): Promise<Float32Array> {
  const ids = path.join(work, 'ids.json');
  const out = path.join(work, 'logits.safetensors');
  fs.writeFileSync(ids, JSON.stringify({ ids: prompts(vocabSize) }));
  const command = [python, script, 'logits', '--model', model, '--ids', ids, '--out', out];
  for (const adapter of adapters) command.push('--adapter', adapter);
  await runProgram(command, root);
  const file = readSafetensors(out);
  const logits = file.tensors.get('logits')!.read();
  file.close();
  return logits;
}

/** Values without a pattern, the same every time, within ±bound. */
function noise(length: number, bound: number): Float32Array {
  return Float32Array.from({ length }, (_, index) => {
    const value = Math.sin(index * 12.9898 + 78.233) * 43_758.5453;
    return 2 * bound * (value - Math.floor(value) - 0.5);
  });
}

/** (IA)³ and prompt tuning: ours to PEFT, alone and over a LoRA, and PEFT's to us. */
async function otherMethods(base: BaseModel): Promise<void> {
  const { config } = base.manifest;
  const [model, lora, ours, theirs] = ['model', 'lora', 'ours', 'theirs'].map((name) => path.join(work, name));
  exportHuggingFace(base, model);
  const plain = await ourLogits(base, null);
  const range = { firstLayer: 0, lastLayer: config.layers };
  const loraShape = loraLayout(config, { rank: 4, alpha: 8, targets: ['q_proj', 'down_proj'], ...range });
  const under = { layout: loraShape, vector: noise(loraShape.length, 0.1) };
  writePeft(lora, under, base.id, config);
  const targets: LinearLayer[] = ['k_proj', 'v_proj', 'down_proj'];
  for (const [method, layout, scale] of [
    ['ia3', ia3Layout(config, { targets, inputs: ['down_proj'], ...range, firstLayer: 1 }), 0.5],
    ['prompt', promptLayout(config, { tokens: 5 }), 0.3],
  ] as const) {
    const own = { layout, vector: noise(layout.length, scale) };
    writePeft(ours, own, base.id, config);
    const mine = await ourLogits(base, own);
    const read = await peftLogits(model, [ours], config.vocabSize);
    const name = `${base.id}, ${method}`;
    report(`${name}: PEFT reads ours`, greatestDifference(mine, read), greatestDifference(mine, plain));

    const stack = new Stack(config, under, layout);
    const both = await ourLogits(base, { layout: stack.layout, vector: stack.join(own.vector) });
    const merged = await peftLogits(model, [lora, ours], config.vocabSize);
    report(`${name} over LoRA: PEFT reads ours`, greatestDifference(both, merged), greatestDifference(both, mine));

    const command = [python, script, 'random', '--model', model, '--out', theirs, '--method', method];
    await runProgram([...command, '--scale', String(scale / 2)], root);
    const back = await ourLogits(base, readPeft(theirs, config));
    const kept = await peftLogits(model, [theirs], config.vocabSize);
    report(`${name}: we read PEFT's`, greatestDifference(back, kept), greatestDifference(back, plain));
    for (const folder of [ours, theirs]) fs.rmSync(folder, { recursive: true });
  }
  for (const folder of [model, lora]) fs.rmSync(folder, { recursive: true });
}

/** A LoRA as GGUF, read by llama.cpp's own package and compared with the PEFT files. */
async function gguf(base: BaseModel): Promise<void> {
  const { config } = base.manifest;
  const range = { firstLayer: 0, lastLayer: config.layers };
  const layout = loraLayout(config, { rank: 4, alpha: 8, targets: [...LINEAR_LAYERS], ...range });
  const adapter = { layout, vector: noise(layout.length, 0.1) };
  const [folder, file] = [path.join(work, 'peft'), path.join(work, 'adapter.gguf')];
  writePeft(folder, adapter, base.id, config);
  writeGgufLora(file, adapter, 'check', config);
  const command = [python, script, 'gguf', '--file', file, '--adapter', folder];
  const { tensors } = await runProgram(
    [...command, '--heads', String(config.heads), '--kv-heads', String(config.kvHeads)],
    root,
  );
  console.log(`ok   ${base.id}: ${tensors} tensors of a GGUF adapter are those of PEFT, in llama.cpp's order`);
}

/** Ours to PEFT, with the linear layers and the range of blocks given; then PEFT's to us, on others. */
async function bothWays(base: BaseModel, firstLayer: number): Promise<void> {
  const { config } = base.manifest;
  const model = path.join(work, 'model');
  exportHuggingFace(base, model);
  const plain = await ourLogits(base, null);
  const targets = firstLayer === 0 ? [...LINEAR_LAYERS] : LINEAR_LAYERS.slice(0, 4);
  const layout = loraLayout(config, { rank: 8, alpha: 16, targets, firstLayer, lastLayer: config.layers });
  const vector = noise(layout.length, 0.1);
  const ours = path.join(work, 'ours');
  writePeft(ours, { layout, vector }, base.id, config);
  const mine = await ourLogits(base, { layout, vector });
  const name = `${base.id}, blocks ${firstLayer}–${config.layers - 1}`;
  const read = await peftLogits(model, [ours], config.vocabSize);
  report(`${name}: PEFT reads ours`, greatestDifference(mine, read), greatestDifference(mine, plain));

  const theirs = path.join(work, 'theirs');
  const layers = Array.from({ length: config.layers - firstLayer }, (_, index) => firstLayer + index).join(',');
  await runProgram(
    [
      ...[python, script, 'random', '--model', model, '--out', theirs],
      ...['--rank', '4', '--alpha', '8', '--targets', 'q_proj,v_proj,down_proj', '--layers', layers],
    ],
    root,
  );
  const back = await ourLogits(base, readPeft(theirs, config));
  const kept = await peftLogits(model, [theirs], config.vocabSize);
  report(`${name}: we read PEFT's`, greatestDifference(back, kept), greatestDifference(back, plain));
  for (const folder of [model, ours, theirs]) fs.rmSync(folder, { recursive: true });
}

/** PEFT's own adapter of a fixture, against the golden logits that were committed with it. */
async function golden(base: BaseModel, fixture: string): Promise<void> {
  const file = readSafetensors(path.join(fixture, 'golden.safetensors'));
  const batch = JSON.parse(fs.readFileSync(path.join(fixture, 'batch.json'), 'utf8')) as { ids: number[][] };
  const adapter = readPeft(path.join(fixture, 'adapter'), base.manifest.config);
  const options = { context: 64, threads: 2, device: 'cpu', exact: true } as const;
  const decoder = await Decoder.open(base, adapter.layout, options);
  const rows = [];
  for (const ids of batch.ids) rows.push(...(await decoder.read(decoder.newState(adapter.vector), ids)));
  await decoder.dispose();
  const logits = Float32Array.from(rows);
  const [want, without] = ['logits', 'base.logits'].map((name) => file.tensors.get(name)!.read());
  file.close();
  report(`${base.id}: golden logits`, greatestDifference(logits, want), greatestDifference(logits, without));
}

/** Steps of plain AdamW on a fixture's batch from its own adapter: our losses next to those of PEFT and torch. */
async function training(base: BaseModel, fixture: string): Promise<void> {
  const [steps, rate] = [8, 5e-3];
  const plan = JSON.parse(fs.readFileSync(path.join(fixture, 'batch.json'), 'utf8')) as {
    batch: number;
    sequence: number;
    ids: number[][];
    targets: { row: number; id: number }[];
  };
  const sequences = plan.ids.map((ids, index) => ({
    ids,
    segments: ids.map(() => 0),
    tokens: ids.length,
    targets: plan.targets
      .filter(({ row }) => Math.floor(row / plan.sequence) === index)
      .map(({ row, id }) => ({ row: row % plan.sequence, id, item: '' })),
  }));
  const shape = { batch: plan.batch, sequence: plan.sequence, targets: plan.targets.length };
  const batch = makeBatch(sequences, shape);
  const { layout, vector } = readPeft(path.join(fixture, 'adapter'), base.manifest.config);
  const session = await GradientSession.open(base, layout, shape, { device: 'cpu', threads: 2 });
  const optimiser = new AdamW(layout.length);
  const ours = new Float32Array(steps);
  for (let step = 0; step < steps; step++) {
    const { loss, gradient } = await session.run(batch, vector);
    ours[step] = loss;
    optimiser.update(vector, gradient, rate);
  }
  await session.dispose();
  const batches = path.join(work, 'batches.json');
  fs.writeFileSync(batches, JSON.stringify([plan]));
  const { losses } = await runProgram(
    [
      ...[python, 'test/bench/peers/peft_train.py', fixture, '--adapter', path.join(fixture, 'adapter')],
      ...['--batches', batches, '--steps', String(steps), '--lr', String(rate)],
    ],
    root,
  );
  const difference = greatestDifference(ours, Float32Array.from(losses as number[]));
  const fall = ours[0] - ours[steps - 1];
  const good = difference <= TOLERANCE && fall > 10 * TOLERANCE;
  if (!good) failures++;
  console.log(
    `${good ? 'ok  ' : 'FAIL'} ${base.id}: losses of ${steps} AdamW steps differ by at most ${difference.toExponential(1)}; they fall by ${fall.toFixed(2)}`,
  );
}

async function main(): Promise<void> {
  if (!(await succeeds([python, script, 'packages'], root))) {
    console.log(
      `skipped: ${python} has no torch, transformers, peft and safetensors; install them, or name an interpreter that has them in OWNHAND_PYTHON`,
    );
    return;
  }
  for (const name of FIXTURES) {
    const fixture = path.join(root, 'test', 'fixtures', name);
    const base = await importModel({ kind: 'folder', path: fixture }, path.join(work, 'models'));
    await golden(base, fixture);
    if (['llama', 'gemma3_text'].includes(base.manifest.config.architecture)) await training(base, fixture);
    await bothWays(base, name === 'tiny-llama-range' ? 1 : 0);
    if (name === 'tiny-llama-gqa-tied' || name === 'tiny-qwen3' || name === 'tiny-gemma3') await otherMethods(base);
    if (name === 'tiny-llama-gqa-tied' && (await succeeds([python, '-c', 'import gguf'], root))) await gguf(base);
  }
  const home = path.join(root, '.ownhand', 'bench');
  const peers = path.join(root, '.ownhand', 'peers');
  const found = await prepareModel(home, peers).catch((error: unknown) => {
    console.log(`skipped: SmolLM2-135M: ${error instanceof Error ? error.message : String(error)}`);
    return null;
  });
  if (!found) return;
  const base = BaseModel.open(found.modelFolder);
  await bothWays(base, 0);
  await bothWays(base, 22);
  await otherMethods(base);
}

try {
  await main();
} finally {
  fs.rmSync(work, { recursive: true, force: true });
}
if (failures > 0) process.exitCode = 1;
