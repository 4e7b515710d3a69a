/**
 * How much an adapter reveals of what it was trained on, with the real base model.
 * npm run canaries -- [--steps N] [--each N] [--candidates N] [--seed N] [--threads N]
 * npm run canaries -- --of FOLDER [--author FILE.jsonl] [--most N] [--threads N]
 * Made-up sentences occur once, 2, 4, 8 and 16 times in a note, `--each` of them; see test/privacy/exposure.ts. `--of`
 * measures how well what an adapter has learned can be told from what it has not: FOLDER contains `adapters` and the
 * history, a copy of which is read; what is in the author's file and not in the history was never seen. See
 * test/privacy/membership.ts.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { table } from '../../src/cli/output.ts';
import { learntBy } from '../../src/core/adapter/learnt.ts';
import { AdapterStore } from '../../src/core/adapter/store.ts';
import { loadTaskAdapter } from '../../src/core/adapter/taskAdapter.ts';
import { Engine } from '../../src/core/engine/engine.ts';
import { HistoryStore } from '../../src/core/history/store/store.ts';
import { BaseModel } from '../../src/core/model/base.ts';
import { seededRandom } from '../../src/core/support/random.ts';
import { type Exposure, exposures, ngramsOf, plant } from '../privacy/exposure.ts';
import { costsOf, inferMembership } from '../privacy/membership.ts';
import { areaUnderCurve, foundAt } from '../privacy/roc.ts';
import { prepareModel } from './model.ts';

process.env.ORT_DISABLE_TELEMETRY = '1';
const EXPOSURE_HEAD = ['', 'exposure', 'extracted', 'area', 'found at 1 %'];
const { values } = parseArgs({
  options: {
    steps: { type: 'string' },
    each: { type: 'string', default: '4' },
    candidates: { type: 'string', default: '255' },
    of: { type: 'string' },
    author: { type: 'string' },
    most: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    threads: { type: 'string' },
  },
});
const seed = Number(values.seed);
const root = path.join(import.meta.dirname, '..', '..', '.ownhand');
const { modelFolder } = await prepareModel(path.join(root, 'bench'), path.join(root, 'peers'));
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ownhand-canaries-'));
const threads = values.threads === undefined ? null : Number(values.threads);
try {
  if (values.of === undefined) await measureSentences();
  else await measureMembership(values.of);
} finally {
  fs.rmSync(folder, { recursive: true, force: true });
}

async function measureSentences(): Promise<void> {
  const models = path.dirname(modelFolder);
  const engine = new Engine({ home: path.join(folder, 'home'), models, model: null, device: 'cpu', threads });
  try {
    const notes = path.join(folder, 'notes');
    const planted = plant(notes, [1, 2, 4, 8, 16], seed, Number(values.each));
    await engine.mine([notes]);
    const maxSteps = values.steps === undefined ? undefined : Number(values.steps);
    const { steps, lossFirst, lossLast, heldout } = await engine.train({ name: 'personal', seed, maxSteps });
    console.error(`${steps} steps, loss ${lossFirst.toFixed(2)} to ${lossLast.toFixed(2)}`);
    const measured = await exposures(engine, 'personal', planted, Number(values.candidates), seed + 1);
    console.log(table([EXPOSURE_HEAD, ...exposureRows(measured)]));
    const short = measured.map(({ rise: _, ...each }) => each);
    console.log(JSON.stringify({ steps, lossFirst, lossLast, heldout, measured: short }));
  } finally {
    await engine.dispose();
  }
}

async function measureMembership(of: string): Promise<void> {
  const base = BaseModel.open(modelFolder);
  const name = fs.readdirSync(of).find((each) => each.endsWith('.sqlite'))!;
  for (const end of ['', '-wal']) {
    if (fs.existsSync(path.join(of, name + end)))
      fs.copyFileSync(path.join(of, name + end), path.join(folder, name + end));
  }
  const store = HistoryStore.open(path.join(folder, name));
  try {
    const adapters = new AdapterStore(path.join(of, 'adapters'));
    const hasLearnt = learntBy(adapters.record('personal'));
    const items = store.list();
    const most = Number(values.most);
    const [own, later] = [items.filter(({ id }) => hasLearnt(id)), items.filter(({ id }) => !hasLearnt(id))];
    const known = new Set(items.map(({ text }) => text.trim()));
    const elsewhere = values.author === undefined ? [] : readTexts(values.author);
    const textsOf = (some: readonly { text: string }[]) => some.map(({ text }) => text);
    const learnt = drawn(textsOf(own), most);
    const never = drawn([...textsOf(later), ...elsewhere.filter((text) => !known.has(text.trim()))], most);
    const looked = {
      base,
      adapter: adapters.loadStacked('personal', base, await loadTaskAdapter(base)),
      ngrams: ngramsOf(adapters, { list: () => own }, 'personal', await base.tokenizer()),
      threads: threads ?? 1,
    };
    const [members, others] = [await costsOf(looked, learnt), await costsOf(looked, never)];
    const found = inferMembership(members, others);
    const rows = found.map(({ by, area, foundAt1 }) => [by, area.toFixed(3), `${(100 * foundAt1).toFixed(0)} %`]);
    console.log(table([['', 'area', 'found at 1 %'], ...rows]));
    console.log(JSON.stringify({ of: path.basename(of), found, members, others }));
  } finally {
    store.close();
  }
}

function readTexts(file: string): string[] {
  const lines = fs.readFileSync(file, 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => (JSON.parse(line) as { text: string }).text);
}

function drawn(texts: readonly string[], most: number): string[] {
  const random = seededRandom(seed + 7);
  const keyed = texts.map((text) => ({ text, key: random() }));
  return keyed
    .sort((a, b) => a.key - b.key)
    .slice(0, most)
    .map(({ text }) => text);
}

/** By how often a sentence occurred: exposure, extraction, and how well it is told from sentences that never did. */
function exposureRows(measured: readonly Exposure[]): string[][] {
  const groups = Map.groupBy(measured, ({ repeats, model }) => `${repeats}× ${model}`);
  return [...groups].map(([name, group]) => {
    const mean = group.reduce((sum, { exposure }) => sum + exposure, 0) / group.length;
    const own = group.map(({ rise }) => [rise.own]);
    const areas = group.map(({ rise }, at) => areaUnderCurve(own[at], rise.others));
    const found = group.map(({ rise }, at) => foundAt(0.01, own[at], rise.others));
    const share = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    return [
      name,
      `${mean.toFixed(1)} bits`,
      `${group.filter(({ extracted }) => extracted).length} of ${group.length}`,
      share(areas).toFixed(2),
      `${(100 * share(found)).toFixed(0)} %`,
    ];
  });
}
