/**
 * How much n-grams save inside histories, and the coefficients that ship (src/core/ngram/defaults.ts).
 *
 *     node research/ngram-weights.ts FOLDER|FILE.jsonl… [--home DIR] [--work DIR] [--threads N] [--authors LIST]
 *
 * Of each author the first 80 % of the items is history; what is held out of it is graded, the rest is what n-grams know.
 * With `--work`, the folder of a study, authors whose adapter was trained there are graded with it as well. Prints bits
 * per byte without n-grams and with them, under the coefficients of the other authors, and then those of all.
 */
process.env.ORT_DISABLE_TELEMETRY = '1';

import fs from 'node:fs';
import path from 'node:path';
import { ProgressLine } from '../src/cli/output.ts';
import { Stack } from '../src/core/adapter/stack.ts';
import { AdapterStore } from '../src/core/adapter/store.ts';
import type { HistoryStore } from '../src/core/history/store/store.ts';
import type { Tokenizer } from '../src/core/model/tokenizer/tokenizer.ts';
import { blendOf, mixed } from '../src/core/ngram/blend.ts';
import { DEFAULT_NGRAM_WEIGHTS } from '../src/core/ngram/defaults.ts';
import { fitRow, fitWeights } from '../src/core/ngram/fit.ts';
import { textOf } from '../src/core/ngram/keptNgrams.ts';
import { NgramIndex } from '../src/core/ngram/ngramIndex.ts';
import { OwnNgrams } from '../src/core/ngram/ownNgrams.ts';
import type { NgramWeights } from '../src/core/ngram/weights.ts';
import { notCounting } from '../src/core/tasks/ngramsOf.ts';
import { heldOutExamples, splitHistory } from '../src/core/train/materials.ts';
import { ScoreSession } from '../src/core/train/session.ts';
import { packFor } from '../src/core/train/settings.ts';
import { type GradedToken, gradedTokens, tokenCosts } from '../src/core/train/tokenCosts.ts';
import { makeFolder, storeOf } from '../src/evaluate/scratch.ts';
import { splitByTime } from '../src/evaluate/split.ts';
import { readOptions } from './study/options.ts';
import { SPLIT, Study } from './study/study.ts';

/** What is graded of an author: without a personal adapter, and with it if there is one. */
type Graded = Record<'plain' | 'adapted', GradedToken[] | null>;

const line = new ProgressLine();
const options = readOptions(['ngrams', ...process.argv.slice(2)]);
const study = await Study.open(options, line.show);
const tokenizer = await study.base.tokenizer();
const graded = new Map<string, Graded>();
for (const author of options.authors) {
  const { history } = splitByTime((await study.items(author)).list(), SPLIT);
  const folder = makeFolder(options.work);
  const store = storeOf(history, path.join(folder, 'history.sqlite'));
  graded.set(author.name, await grade(store, path.join(options.work, 'authors', author.name, 'adapters')));
  store.close();
  fs.rmSync(folder, { recursive: true, force: true });
}
line.end();
study.close();
for (const kind of ['plain', 'adapted'] as const) report(kind);

async function grade(store: HistoryStore, adaptersFolder: string): Promise<Graded> {
  const { base, task, threads } = study;
  const { past, future } = splitHistory(store);
  const { text: examples } = await heldOutExamples(base, store);
  const texts = past.map((item) => ({ id: item.id, version: '', ids: tokenizer.encode(textOf(item)) }));
  const index = NgramIndex.empty(tokenizer.vocabSize).changed(() => true, texts);
  const items = new Map(future.map((item) => [item.id, item]));
  const over = (id: string, tokens: readonly number[]) =>
    new OwnNgrams(index, DEFAULT_NGRAM_WEIGHTS, { tokens, without: notCounting(store, { id, moment: items.get(id) }) });
  const trained = fs.existsSync(path.join(adaptersFolder, 'personal.json'));
  const personal = trained ? new AdapterStore(adaptersFolder).load('personal', base) : null;
  const stack = personal && new Stack(base.manifest.config, task, personal.layout);
  const layout = stack?.layout ?? task?.layout ?? null;
  const plain = stack && personal ? stack.join(new Float32Array(personal.vector.length)) : (task?.vector ?? null);
  const vectors = stack && personal ? [plain, stack.join(personal.vector)] : [plain];
  const shape = packFor(examples, layout).shape;
  const session = await ScoreSession.open(base, layout, shape, { device: 'cpu', threads });
  try {
    const costs = await tokenCosts(examples, session, vectors);
    const [without, adapted] = costs.map((each) => [...gradedTokens(examples, each, over)]);
    return { plain: without, adapted: adapted ?? null };
  } finally {
    await session.dispose();
  }
}

function report(kind: keyof Graded): void {
  const all = [...graded].flatMap(([name, { [kind]: tokens }]) => (tokens ? [{ name, tokens }] : []));
  if (all.length < 2) return;
  console.log(kind);
  const saved: number[] = [];
  for (const { name, tokens } of all) {
    const weights = fitted(all.filter((other) => other.name !== name).flatMap((other) => other.tokens));
    const before = bitsPerByte(tokens, tokenizer, ({ p }) => p);
    const after = bitsPerByte(tokens, tokenizer, ({ p, id, met }) => mixed(p, id, blendOf(met, weights)));
    saved.push(after / before - 1);
    console.log(`${name.padEnd(10)} ${before.toFixed(4)} ${after.toFixed(4)} ${percent(after / before - 1)}`);
  }
  console.log(`mean ${percent(saved.reduce((a, b) => a + b, 0) / saved.length)}`);
  const { history, document } = fitted(all.flatMap(({ tokens }) => tokens));
  const rounded = (row: readonly number[]) => row.map((value) => Number(value.toFixed(2)));
  console.log(JSON.stringify({ history: rounded(history), document: rounded(document) }));
}

function fitted(tokens: readonly GradedToken[]): NgramWeights {
  return fitWeights(
    tokens.map(({ p, id, met }) => fitRow(p, id, met)),
    DEFAULT_NGRAM_WEIGHTS,
    200,
    0.5,
  );
}

function bitsPerByte(tokens: readonly GradedToken[], cutter: Tokenizer, of: (token: GradedToken) => number): number {
  let [bits, bytes] = [0, 0];
  for (const token of tokens) {
    bits -= Math.log2(of(token));
    bytes += cutter.tokenBytes(token.id).length;
  }
  return bits / bytes;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}
