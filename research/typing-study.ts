/**
 * What ghost text achieves under any threshold and cost of reading: every continuation with its probability, at places
 * in the latest items of each history, which no adapter has learned from and no evaluation asks about. The model is
 * asked once per place; policies are then compared on the results.
 * node research/typing-study.ts FOLDER|FILE.jsonl… --home DIR --work DIR [--authors LIST] [--limit N] [--threads N]
 * Takes the adapter "personal" of an author in the work folder (`research/study.ts train`), if there is one. Results
 * are kept in the work folder, by author, as `typing.jsonl`.
 */
process.env.ORT_DISABLE_TELEMETRY = '1';

import fs from 'node:fs';
import path from 'node:path';
import { ProgressLine, table } from '../src/cli/output.ts';
import { AdapterStore } from '../src/core/adapter/store.ts';
import { Decoder } from '../src/core/generate/decoder.ts';
import type { StoredItem } from '../src/core/history/store/storedItem.ts';
import { ADAPTED_NGRAM_WEIGHTS, DEFAULT_NGRAM_WEIGHTS } from '../src/core/ngram/defaults.ts';
import { loadProfile } from '../src/core/profile/profile.ts';
import { Calibration } from '../src/core/tasks/complete/calibration.ts';
import { lookFor } from '../src/core/tasks/complete/complete.ts';
import { openingOf } from '../src/core/tasks/complete/continuation.ts';
import { knownWords } from '../src/core/tasks/complete/knownWords.ts';
import { PromptReader } from '../src/core/tasks/complete/promptReader.ts';
import { isAllRight } from '../src/core/tasks/complete/right.ts';
import { gainOf } from '../src/core/tasks/complete/rule.ts';
import type { Cut } from '../src/core/tasks/complete/search/search.ts';
import { ngramsOf } from '../src/core/tasks/ngramsOf.ts';
import { Prompter } from '../src/core/tasks/prompter.ts';
import type { WritingModel } from '../src/core/tasks/writingModel.ts';
import { splitHistory } from '../src/core/train/materials.ts';
import { indexOf } from '../src/core/train/ngramWeights.ts';
import { enter } from '../src/evaluate/lineup.ts';
import { storeOf } from '../src/evaluate/scratch.ts';
import { splitByTime, spread } from '../src/evaluate/split.ts';
import { SYSTEMS } from '../src/evaluate/systems.ts';
import { KINDS, type Kind, typedSpan } from '../src/evaluate/typing/places.ts';
import { countWords, isFirstRight } from '../src/evaluate/typing/reader.ts';
import { type Author, readOptions } from './study/options.ts';
import { SPLIT, Study } from './study/study.ts';

/** Least p of a continuation that is explored. */
const LEAST = 0.1;
const WORDS = 14;
const THRESHOLDS = [0.15, 0.2, 0.25, 0.28, 0.32, 0.36, 0.45];
const COSTS = [0, 0.3, 0.5, 0.6, 1.055];

/** A place with all the continuations that were found there. */
interface Asked {
  kind: Kind;
  next: string;
  /** What is half typed. */
  word: string;
  cuts: (Cut & { known: boolean })[];
}

const options = readOptions(['train', ...process.argv.slice(2)]);
const line = new ProgressLine();
const study = await Study.open(options, line.show);
const all: Asked[] = [];
for (const author of options.authors) all.push(...(await askedOf(author)));
line.end();
study.close();
for (const kind of ['all', ...KINDS]) {
  const places = all.filter((each) => kind === 'all' || each.kind === kind);
  const rows = COSTS.flatMap((cost) => THRESHOLDS.map((threshold) => rowOf(places, threshold, cost)));
  console.log(`\n${kind}, ${places.length} places\n${table([heading(), ...rows])}`);
}

function heading(): string[] {
  return ['cost', 'threshold', 'shown', 'first right', 'all right', 'wrong-show', 'keys a place', 'words'];
}

function rowOf(places: readonly Asked[], threshold: number, readingCost: number): string[] {
  const shown = places.flatMap((place) => {
    const best = place.cuts
      .filter((cut) => cut.p >= threshold && gainOf(cut, { readingCost }) > 0 && isWhole(cut, place))
      .sort((a, b) => gainOf(b, { readingCost }) - gainOf(a, { readingCost }))[0];
    return best ? [{ ...best, place }] : [];
  });
  const first = shown.filter(({ text, place }) => isFirstRight(text, place.next)).length;
  const right = shown.filter(({ text, place }) => isAllRight(text, place.next));
  const keys = right.reduce((sum, { text }) => sum + text.length - 1, 0);
  const words = shown.reduce((sum, { text }) => sum + countWords(text), 0);
  const percent = (part: number, whole: number) => `${((100 * part) / Math.max(1, whole)).toFixed(1)} %`;
  const n = shown.length;
  return [
    ...[String(readingCost), String(threshold), percent(n, places.length), percent(first, n), percent(right.length, n)],
    ...[percent(n - first, places.length), (keys / places.length).toFixed(2), (words / Math.max(1, n)).toFixed(2)],
  ];
}

/** Like `choose` for half-typed words. */
function isWhole({ text, p, known }: Asked['cuts'][number], { word }: Asked): boolean {
  return p >= 0.8 || word.trim().length < 2 || !/^[\p{L}\p{N}]/u.test(text) || known;
}

async function askedOf(author: Author): Promise<Asked[]> {
  const folder = path.join(options.work, 'authors', author.name);
  const kept = path.join(folder, 'typing.jsonl');
  if (fs.existsSync(kept))
    return fs
      .readFileSync(kept, 'utf8')
      .trim()
      .split('\n')
      .map((text) => JSON.parse(text));
  const scratch = fs.mkdtempSync(path.join(options.work, 'typing-'));
  const store = storeOf(splitByTime((await study.items(author)).list(), SPLIT).history, path.join(scratch, 'h.sqlite'));
  const adapters = new AdapterStore(path.join(folder, 'adapters'));
  const own = adapters.list().some(({ name }) => name === 'personal') ? adapters.load('personal', study.base) : null;
  const system = SYSTEMS.find(({ name }) => name === (own ? 'oppu+rag+profile' : 'task+rag+profile'))!;
  const personal = own && { adapter: own, report: undefined as never };
  const { contestants, layout } = enter([system], { own: personal ?? undefined }, study);
  const decoder = await Decoder.open(study.base, layout, { context: 1024, threads: study.threads, device: 'cpu' });
  try {
    const { future } = splitHistory(store);
    const tokenizer = await study.base.tokenizer();
    const state = () => decoder.newState(contestants[0].adapter);
    const index = indexOf(store.list(), tokenizer);
    const knowledge = { profile: loadProfile(store, { until: future[0] }).prose, retrieval: true };
    const asked: Asked[] = [];
    for (const [done, item] of spread(future, options.limit).entries()) {
      line.show({ message: author.name, done, total: future.length });
      const writer = {
        ...{ decoder, tokenizer, prompter: new Prompter(store, tokenizer, knowledge) },
        states: { complete: state(), title: state(), tags: state() },
        reading: new PromptReader(decoder, [state(), state()]),
        ngrams: ngramsOf(() => index, own ? ADAPTED_NGRAM_WEIGHTS : DEFAULT_NGRAM_WEIGHTS, store, tokenizer),
        calibration: new Calibration(),
      };
      asked.push(...(await askAt(writer, item, knownWords(store, tokenizer))));
    }
    fs.writeFileSync(kept, asked.map((each) => `${JSON.stringify(each)}\n`).join(''));
    return asked;
  } finally {
    await decoder.dispose();
    store.close();
    fs.rmSync(scratch, { recursive: true, force: true });
  }
}

async function askAt(writer: WritingModel, item: StoredItem, knows: (word: string) => boolean): Promise<Asked[]> {
  const out: Asked[] = [];
  for (const { kind, at, next, after } of typedSpan(item, WORDS, options.seed).places) {
    const text = `---\ntitle: ${JSON.stringify(item.title)}\n---\n${item.text.slice(0, at)}`;
    const opening = openingOf({ text, suffix: after });
    if (typeof opening === 'string') {
      out.push({ kind, next, word: '', cuts: [] });
      continue;
    }
    const rule = { threshold: LEAST, length: 'phrase', readingCost: 0 } as const;
    const { found } = await lookFor(writer, opening, {}, rule, { id: item.id, moment: item });
    await writer.reading?.readAhead(new AbortController().signal);
    const begun = opening.word.trim();
    const known = (rest: string) => knows(begun + (/^[\p{L}\p{M}\p{N}_]+/u.exec(rest)?.[0] ?? ''));
    const cuts = found.cuts.map((cut) => ({ ...cut, known: known(cut.text) }));
    out.push({ kind, next: next.slice(0, 120), word: begun, cuts });
  }
  return out;
}
