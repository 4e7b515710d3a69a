/**
 * Trains an adapter for each of several authors, as `ownhand train` does, and compares on each author's latest
 * writing: the base, the author's own adapter, and the adapter of another author.
 *
 *     node scripts/authors.ts FOLDER|FILE.jsonl… [--home DIR] [--max-steps N] [--epochs N] [--learning-rate X] [--first-layer N]
 *
 * FOLDER holds one `.jsonl` of items an author. Prints one line of JSON an author, then a table; an author whose line
 * stands in HOME/authors.jsonl already is not trained again.
 */
process.env.ORT_DISABLE_TELEMETRY = '1';

import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ProgressLine, table } from '../src/cli/output.ts';
import { Engine } from '../src/core/engine.ts';
import { costOf } from '../src/core/train/heldout.ts';
import { makeMaterials } from '../src/core/train/materials.ts';
import { pack } from '../src/core/train/pack.ts';
import { ScoreSession } from '../src/core/train/session.ts';
import { BATCH, mostTargets, SEQUENCE } from '../src/core/train/settings.ts';
import type { TrainResult } from '../src/core/train/types.ts';

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    home: { type: 'string', default: '.ownhand' },
    'max-steps': { type: 'string' },
    epochs: { type: 'string' },
    'learning-rate': { type: 'string' },
    'first-layer': { type: 'string' },
  },
});
const number = (text: string | undefined) => (text === undefined ? undefined : Number(text));
const settings = {
  maxSteps: number(flags['max-steps']),
  epochs: number(flags.epochs),
  learningRate: number(flags['learning-rate']),
  firstLayer: number(flags['first-layer']),
};

interface Row {
  author: string;
  items: number;
  words: number;
  trained: TrainResult;
  /** Held-out bits per byte under another author's adapter. */
  wrongUser?: { author: string; bitsPerByte: number; median: number };
}

const files = positionals.flatMap((given) =>
  fs.statSync(given).isDirectory()
    ? fs
        .readdirSync(given)
        .filter((name) => name.endsWith('.jsonl'))
        .map((name) => path.join(given, name))
    : [given],
);
const results = path.join(flags.home, 'authors.jsonl');
const rows: Row[] = fs.existsSync(results)
  ? fs
      .readFileSync(results, 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((text) => JSON.parse(text))
  : [];
const line = new ProgressLine();

function engineOf(author: string): Engine {
  const home = path.join(flags.home, 'authors', author);
  return new Engine({ home, models: path.join(flags.home, 'models'), model: null, device: 'auto', threads: null });
}

/** Bits per byte of an author's held-out writing under the adapter of another. */
async function underAdapterOf(other: string, author: string): Promise<Row['wrongUser']> {
  const [engine, foreign] = [engineOf(author), engineOf(other)];
  const base = engine.model();
  if (!base) throw new Error('no base model: ownhand --home HOME model add default');
  const { layout, vector } = foreign.adapters.load('personal', base);
  const { heldOut } = await makeMaterials(base, engine.store, undefined);
  const shape = { batch: BATCH, sequence: SEQUENCE, targets: mostTargets(pack(heldOut, SEQUENCE)) };
  const session = await ScoreSession.open(base, layout, shape, { device: 'cpu', threads: engine.threads });
  const cost = await costOf(heldOut, session, await base.tokenizer(), vector);
  await session.dispose();
  await engine.dispose();
  return { author: other, bitsPerByte: cost.bitsPerByte, median: cost.medianBitsPerByte };
}

const names = files.map((file) => path.basename(file, '.jsonl'));
for (const [index, file] of files.entries()) {
  const author = names[index];
  let row = rows.find((known) => known.author === author);
  if (!row) {
    process.stderr.write(`${author}\n`);
    const engine = engineOf(author);
    await engine.mine([file]);
    const { items, words } = engine.store.totals();
    const trained = await engine.train(settings, { onProgress: line.showTraining });
    line.end();
    await engine.dispose();
    row = { author, items, words, trained };
    rows.push(row);
  }
  const other = names[(index + names.length - 1) % names.length];
  if (!row.wrongUser && other !== author && rows.some((known) => known.author === other)) {
    row.wrongUser = await underAdapterOf(other, author);
  }
  save();
}
const first = rows.find((row) => row.author === names[0]);
if (first && !first.wrongUser && names.length > 1) {
  first.wrongUser = await underAdapterOf(names[names.length - 1], first.author);
  save();
}

function save(): void {
  fs.writeFileSync(results, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
}

const change = (value: number, base: number) => `${(100 * (value / base - 1)).toFixed(2)} %`;
console.log(
  table([
    ['author', 'items', 'words', 'steps', 'base', 'own adapter', '', "another's", '', 'median base', 'own', 'enabled'],
    ...rows.map(({ author, items, words, trained: { heldout, steps, enabled }, wrongUser }) => [
      author,
      items,
      words,
      steps,
      heldout.base.toFixed(4),
      heldout.adapter.toFixed(4),
      change(heldout.adapter, heldout.base),
      wrongUser?.bitsPerByte.toFixed(4) ?? '',
      wrongUser ? change(wrongUser.bitsPerByte, heldout.base) : '',
      heldout.median.base.toFixed(4),
      heldout.median.adapter.toFixed(4),
      String(enabled),
    ]),
  ]),
);
