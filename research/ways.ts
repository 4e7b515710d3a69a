/**
 * The files of src/ that run for one keystroke, one training example and one mined document, counted by V8's coverage
 * of functions on a tiny model: what is loaded or prepared beforehand does not count. The extension's side of a
 * keystroke is counted by what the provider of suggestions and the worker's client load.
 * node research/ways.ts [--list]
 * With `--list` each file is named.
 */
process.env.ORT_DISABLE_TELEMETRY = '1';

import fs from 'node:fs';
import inspector from 'node:inspector/promises';
import os from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { Stack } from '../src/core/adapter/stack.ts';
import { findModel } from '../src/core/model/base.ts';
import { Prompter } from '../src/core/tasks/prompter.ts';
import { openGradients } from '../src/core/train/fit.ts';
import { examplesOf } from '../src/core/train/materials.ts';
import { pack } from '../src/core/train/pack.ts';
import { planRun } from '../src/core/train/plan.ts';
import { SEQUENCE } from '../src/core/train/settings.ts';
import { train } from '../src/core/train/trainer.ts';
import { readParams } from '../src/worker/params.ts';
import type { Call } from '../src/worker/request.ts';
import { Complete } from '../src/worker/requests/writing.ts';
import { engineOf, MODEL, placeIn, prepare, writeNote } from '../test/crash/place.ts';

const ROOT = path.join(import.meta.dirname, '..');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ownhand-ways-'));
const place = placeIn(folder);
await prepare(place);
const engine = engineOf(place);
const session = new inspector.Session();
session.connect();
await session.post('Profiler.enable');
await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });

/** Files with a function that was called since the last look; the body of a module, which runs once, is none. */
async function called(): Promise<string[]> {
  const { result } = await session.post('Profiler.takePreciseCoverage');
  return result
    .filter(({ functions }) => functions.some(({ ranges: [{ startOffset, count }] }) => startOffset > 0 && count > 0))
    .map(({ url }) => path.relative(ROOT, new URL(url, 'file:').pathname))
    .filter((file) => file.startsWith('src/'))
    .sort();
}

async function way(name: string, walk: () => unknown): Promise<void> {
  await called();
  await walk();
  show(name, await called());
}

function show(name: string, files: readonly string[]): void {
  const rooms = new Set(files.map((file) => path.dirname(file)));
  console.log(`${name}: ${files.length} files in ${rooms.size} folders`);
  if (process.argv.includes('--list')) for (const file of files) console.log(`  ${file}`);
}

const complete = (text: string) =>
  Complete.answer(engine, readParams(Complete, { text, threshold: 0.0001 }) as never, {} as Call);
const text = '---\ntitle: Note 0\n---\n\nOn day 1 the canaryaquartz of place0x1 met word';
for (const typed of ['', ' w', ' wo']) await complete(text + typed);
await way('a keystroke in the worker, its prompt begun before', () => complete(`${text} wor`));
await way('a keystroke in the worker, a new document', () =>
  complete('---\ntitle: Other\n---\n\nQuite another document about day 3 and place1x2'),
);
const bundle = await build({
  absWorkingDir: ROOT,
  entryPoints: ['src/extension/suggestions/provider.ts', 'src/worker/client.ts'],
  ...{ bundle: true, write: false, outdir: 'out', metafile: true, packages: 'external', external: ['vscode'] },
  ...{ platform: 'node', format: 'esm' },
});
const loaded = Object.values(bundle.metafile.outputs).flatMap(({ inputs }) =>
  Object.keys(inputs).filter((file) => inputs[file].bytesInOutput > 0),
);
show('a keystroke in the extension', [...new Set(loaded)].sort());

const base = findModel(engine.modelsFolder, path.basename(MODEL));
const prompter = new Prompter(engine.store, await base.tokenizer(), { profile: 'The author writes.', retrieval: true });
const maker = { tokenizer: await base.tokenizer(), prompter, sequence: SEQUENCE, vocabulary: [], mixture: 1 };
const [item] = engine.store.list({ limit: 1, order: 'newest' });
const example = () => examplesOf(item, maker);
await example();
await way('a training example, from the item to its examples', example);
const trainPlace = {
  base,
  store: engine.store,
  under: null,
  adapters: engine.adapters,
  folder,
  device: 'cpu',
  threads: 1,
};
const plan = await planRun({ maxSteps: 1, seed: 1 }, trainPlace as never);
const gradients = await openGradients(plan, trainPlace as never);
const stack = new Stack(base.manifest.config, null, plan.layout);
const examples = Object.values(await example()).flat();
await way('a training example, from its examples to the step', () =>
  train(pack(examples, SEQUENCE), plan.layout, plan.settings, {
    shape: plan.shape,
    gradient: (batch, adapter) => gradients.run(batch, stack.join(adapter)),
  }),
);
await gradients.dispose();

writeNote(place, 0, 5);
await engine.mine([place.notes]);
writeNote(place, 1, 6);
await way('a mined document', () => engine.mine([place.notes]));
await engine.dispose();
fs.rmSync(folder, { recursive: true, force: true });
process.exit(0);
