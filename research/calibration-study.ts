/**
 * How good the probabilities that gate ghost text are with the user's n-grams mixed in and without them: before each of
 * some words of the latest items of histories (held out by training; never the queries), every cut with its p and
 * whether it was right. Fits the curve of each, and shows the effect of thresholds with a curve fitted on the other
 * authors.
 * node research/calibration-study.ts --home HOME AUTHOR.jsonl… [--items 10] [--words 16]
 */
process.env.ORT_DISABLE_TELEMETRY = '1';

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { loadTaskAdapter } from '../src/core/adapter/taskAdapter.ts';
import { Decoder } from '../src/core/generate/decoder.ts';
import { mine } from '../src/core/history/mining/mine.ts';
import { HistoryStore } from '../src/core/history/store/store.ts';
import { listModels } from '../src/core/model/base.ts';
import { DEFAULT_NGRAM_WEIGHTS } from '../src/core/ngram/defaults.ts';
import { loadProfile } from '../src/core/profile/profile.ts';
import { Curve, type CurveFigures, fitCalibration, USUAL } from '../src/core/tasks/complete/calibration.ts';
import { lookFor } from '../src/core/tasks/complete/complete.ts';
import { openingOf } from '../src/core/tasks/complete/continuation.ts';
import { isAllRight } from '../src/core/tasks/complete/right.ts';
import { worthShowing } from '../src/core/tasks/complete/rule.ts';
import { ngramsOf } from '../src/core/tasks/ngramsOf.ts';
import { Prompter } from '../src/core/tasks/prompter.ts';
import { splitHistory } from '../src/core/train/materials.ts';
import { indexOf } from '../src/core/train/ngramWeights.ts';
import { storeOf } from '../src/evaluate/scratch.ts';
import { splitByTime, spread } from '../src/evaluate/split.ts';

interface Cut {
  text: string;
  p: number;
  right: boolean;
}

/** One place: what was found there without n-grams and with them. */
interface Place {
  author: string;
  next: string;
  plain: Cut[];
  ngram: Cut[];
}

const SEARCH = { threshold: 0.08, length: 'phrase', readingCost: 0 } as const;
const READING_COST = 0.5;
const LEAST = 0.15;
const THRESHOLDS = [0.2, 0.25, 0.3, 0.35, 0.4, 0.5];
const WORD = /(?<=[^\s] )[\p{L}\p{N}]/gu;
const SYSTEMS = ['plain', 'ngram'] as const;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    home: { type: 'string', default: '.ownhand' },
    items: { type: 'string', default: '10' },
    words: { type: 'string', default: '16' },
  },
});

const places: Place[] = [];
for (const file of positionals) places.push(...(await placesOf(file, Number(values.items), Number(values.words))));
report(places);

async function placesOf(file: string, items: number, words: number): Promise<Place[]> {
  const base = listModels(path.join(values.home, 'models'))[0];
  const task = await loadTaskAdapter(base);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ownhand-calibration-'));
  const all = HistoryStore.open(path.join(folder, 'mined.sqlite'));
  await mine(all, [file], {});
  const store = storeOf(splitByTime(all.list(), 0.8).history, path.join(folder, 'history.sqlite'));
  const { past, future } = splitHistory(store);
  const tokenizer = await base.tokenizer();
  const decoder = await Decoder.open(base, task?.layout ?? null, { context: 1024, threads: 1, device: 'cpu' });
  const { prose } = loadProfile(store, { until: future[0] });
  const state = () => decoder.newState(task?.vector ?? null);
  const plain = {
    decoder,
    tokenizer,
    prompter: new Prompter(store, tokenizer, { profile: prose, retrieval: true }),
    states: { complete: state(), title: state(), tags: state() },
  };
  const index = indexOf(past, tokenizer);
  const models = { plain, ngram: { ...plain, ngrams: ngramsOf(() => index, DEFAULT_NGRAM_WEIGHTS, store, tokenizer) } };
  const out: Place[] = [];
  for (const item of spread(future, items)) {
    const { id, title, text } = item;
    const starts = [...text.matchAll(WORD)].map((match) => match.index).filter((at) => at >= 40);
    const first = Math.max(0, Math.floor((starts.length - words) / 2));
    for (const at of starts.slice(first, first + words)) {
      const opening = openingOf({ text: text.slice(0, at), title });
      if (typeof opening === 'string') continue;
      const place: Place = { author: file, next: text.slice(at, at + 80), plain: [], ngram: [] };
      for (const system of SYSTEMS) {
        const { found } = await lookFor(models[system], opening, {}, SEARCH, { id, moment: item });
        place[system] = found.cuts.map((cut) => ({ ...cut, right: isAllRight(cut.text, text.slice(at)) }));
      }
      out.push(place);
    }
  }
  await decoder.dispose();
  store.close();
  all.close();
  fs.rmSync(folder, { recursive: true, force: true });
  return out;
}

function report(rows: readonly Place[]): void {
  const authors = [...new Set(rows.map(({ author }) => author))];
  for (const system of SYSTEMS) {
    console.log(`${system}: ${JSON.stringify(curveOf(rows, system))} from ${rows.length} places`);
    for (const threshold of THRESHOLDS) {
      const shown = authors.flatMap((author) => {
        const others = rows.filter((row) => row.author !== author);
        const curve = new Curve(others.length > 0 ? curveOf(others, system) : USUAL.start);
        return rows
          .filter((row) => row.author === author)
          .flatMap((row) => shownAt(row, row[system], curve, threshold));
      });
      const right = shown.filter((each) => each.cut.right);
      const share = (n: number, of: number) => `${((100 * n) / Math.max(1, of)).toFixed(1)} %`;
      const keys = right.reduce((sum, { cut }) => sum + cut.text.length - 1, 0);
      const wrong = shown.filter((each) => !each.firstRight).length;
      console.log(
        `  ${threshold}: shown ${share(shown.length, rows.length)}, first word right ${share(shown.length - wrong, shown.length)}, ` +
          `all right ${share(right.length, shown.length)}, wrong-show ${share(wrong, rows.length)}, keys a place ${(keys / rows.length).toFixed(2)}`,
      );
    }
  }
}

/** The curve of the best cut of each place. */
function curveOf(rows: readonly Place[], system: (typeof SYSTEMS)[number]): CurveFigures {
  const said = rows.flatMap((row) => {
    const [best] = worthShowing(row[system], { threshold: LEAST, length: 'phrase', readingCost: 0 }) as Cut[];
    return best ? [{ p: best.p, right: best.right, half: false }] : [];
  });
  const straight = { slope: 1, offset: 0 };
  return fitCalibration(said, { start: straight, half: straight }).start;
}

function shownAt({ next }: Place, cuts: readonly Cut[], curve: Curve, threshold: number) {
  const worth = cuts.map((cut) => ({ ...cut, p: curve.of(cut.p) }));
  const [cut] = worthShowing(worth, { threshold, length: 'phrase', readingCost: READING_COST }) as Cut[];
  if (!cut) return [];
  const word = /^\s*\S+/.exec(cut.text)?.[0].trim() ?? '';
  const firstRight = next.startsWith(word) && !/[\p{L}\p{N}]/u.test(next[word.length] ?? ' ');
  return [{ cut, firstRight }];
}
