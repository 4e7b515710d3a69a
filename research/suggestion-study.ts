/**
 * How titles and tags turn out with and without the personal adapter and with different prompts, on items that adapters
 * have not learned from and no evaluation asks about: the latest of each history, which training holds out.
 * node research/suggestion-study.ts FOLDER|FILE.jsonl… --home DIR [--authors LIST] [--max-steps N] [--limit N]
 * [--tasks title,tags]
 * Takes the adapters of `research/study.ts train` with the same settings, and trains missing ones. Prints means over
 * authors of their items' own figures, and the weights for the tags' signals and for ranking titles that fit all
 * authors' items best.
 */
process.env.ORT_DISABLE_TELEMETRY = '1';

import fs from 'node:fs';
import path from 'node:path';
import { ProgressLine, table } from '../src/cli/output.ts';
import { Decoder } from '../src/core/generate/decoder.ts';
import type { StoredItem } from '../src/core/history/store/storedItem.ts';
import { loadProfile } from '../src/core/profile/profile.ts';
import { tagVocabulary } from '../src/core/profile/vocabulary.ts';
import { Prompter } from '../src/core/tasks/prompter.ts';
import { answerLine } from '../src/core/tasks/promptParts.ts';
import type { TagSignals, TagWeights } from '../src/core/tasks/tags/signal.ts';
import { tagSignals } from '../src/core/tasks/tags/signals.ts';
import {
  combineSignals,
  DEFAULT_TAG_WEIGHTS,
  learnTagWeights,
  PERSONAL_TAG_WEIGHTS,
  type TagSample,
  tagBits,
} from '../src/core/tasks/tags/weights.ts';
import { DEFAULT_TITLE_WEIGHTS, rankTitles } from '../src/core/tasks/titles/rank.ts';
import { titleCandidates } from '../src/core/tasks/titles/titles.ts';
import type { WritingModel } from '../src/core/tasks/writingModel.ts';
import { splitHistory } from '../src/core/train/materials.ts';
import { enter } from '../src/evaluate/lineup.ts';
import { f1, rougeL } from '../src/evaluate/rouge.ts';
import { storeOf } from '../src/evaluate/scratch.ts';
import { splitByTime, spread } from '../src/evaluate/split.ts';
import type { System } from '../src/evaluate/systems.ts';
import { personal } from './study/main.ts';
import { type Author, readOptions } from './study/options.ts';
import { SPLIT, Study } from './study/study.ts';
import {
  bestTitleWeights,
  likenessByOthers,
  pointsOf,
  type RankedTitles,
  servedLikeness,
} from './study/titleWeights.ts';

const WITH = [
  { profile: false, retrieval: false },
  { profile: true, retrieval: false },
  { profile: true, retrieval: true },
];
const NOTHING: TagWeights = { model: 0, votes: 0, prior: 0, named: 0, earlier: 0 };

/** Figures of one item, by the row and column they go into. */
type Figures = Map<string, number>;
/** What there is to rank an item's tags by, under one system. */
interface Ranked {
  author: string;
  system: string;
  item: StoredItem;
  signals: TagSignals;
  /** Tags that are suggested. */
  k: number;
  /** Where the item's figures go. */
  figures: Figures;
}

const options = readOptions(['train', ...process.argv.slice(2)]);
const line = new ProgressLine();
const study = await Study.open(options, line.show);
const authors: Figures[][] = [];
const everybodys: Ranked[] = [];
const titled: RankedTitles[] = [];
for (const author of options.authors) authors.push(await figuresOf(author));
line.end();
study.close();
for (const one of everybodys) {
  const others = everybodys.filter(({ system, author }) => system === one.system && author !== one.author);
  tagFigure(one, 'all, weights of the other authors', learnTagWeights(samplesOf(others), shippedFor(one)));
}

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const keys = [...new Set(authors.flat().flatMap((figures) => [...figures.keys()]))];
const value = (key: string) => {
  const each = authors.map((items) => items.flatMap((figures) => figures.get(key) ?? []));
  return mean(each.filter((values) => values.length > 0).map(mean));
};
console.log(`${authors.length} authors, ${authors.flat().length} items`);
console.log(table([['figure', 'mean'], ...keys.map((key) => [key, value(key).toFixed(3)])]));
for (const [system, items] of Object.entries(Object.groupBy(titled, ({ system }) => system))) {
  const fitted = bestTitleWeights(items!);
  const figures = [
    servedLikeness(items!, DEFAULT_TITLE_WEIGHTS),
    likenessByOthers(items!),
    servedLikeness(items!, fitted),
  ];
  console.log(
    `${system}: titles' ROUGE-L with the shipped weights, with those of the other authors, with its own: ` +
      `${figures.map((each) => each.toFixed(3)).join(', ')}; ${shown(fitted)}`,
  );
}
for (const [system, ranked] of Object.entries(Object.groupBy(everybodys, ({ system }) => system))) {
  const samples = samplesOf(ranked!);
  const from = shippedFor(ranked![0]);
  const fitted = learnTagWeights(samples, from);
  const bits = [from, fitted].map((weights) => mean(tagBits(samples, weights)).toFixed(3));
  console.log(`${system}: ${shown(fitted)}; ${bits[1]} bits a tag, ${bits[0]} with the shipped weights`);
}

function shown(weights: object): string {
  return Object.entries(weights)
    .map(([name, weight]) => `${name} ${Number(weight).toFixed(2)}`)
    .join(', ');
}

/** Every item's figures for one author. */
async function figuresOf(author: Author): Promise<Figures[]> {
  const own = await study.train(personal(author));
  const asked = (task: string) => options.tasks?.includes(task) ?? true;
  const scratch = fs.mkdtempSync(path.join(options.work, 'suggestions-'));
  const history = splitByTime((await study.items(author)).list(), SPLIT).history;
  const store = storeOf(history, path.join(scratch, 'history.sqlite'));
  const { future } = splitHistory(store);
  const { habits, prose } = loadProfile(store, { until: future[0] });
  const { contestants, layout } = enter(systems(), { own }, study);
  const tokenizer = await study.base.tokenizer();
  const decoder = await Decoder.open(study.base, layout, { context: 1024, threads: study.threads, device: 'cpu' });
  const items = spread(future, options.limit);
  const figures = new Map<string, Figures>(items.map(({ id }) => [id, new Map()]));
  try {
    for (const { system, adapter, plain } of contestants) {
      const { profile, retrieval } = system.conditioning;
      const tagged = asked('tags') && profile && retrieval;
      if (!asked('title') && !tagged) continue;
      const state = decoder.newState(adapter);
      const writer: WritingModel = {
        ...{ decoder, tokenizer, states: { complete: state, title: state, tags: state } },
        prompter: new Prompter(store, tokenizer, { profile: profile ? prose : '', retrieval }),
        plain: plain && decoder.newState(plain),
        titleHabits: profile ? habits.title : undefined,
      };
      const ranked: Ranked[] = [];
      for (const [done, item] of items.entries()) {
        line.show({ message: `${author.name}: ${system.name}`, done, total: items.length });
        const own = figures.get(item.id)!;
        if (asked('title')) await titleFigures(author, writer, item, system.name, own);
        if (!tagged || item.tags.length === 0) continue;
        const signals = await tagSignals(writer, item, tagVocabulary(habits), { id: item.id, moment: item });
        const k = Math.max(1, Math.round(habits.tagsPerItem));
        ranked.push({ author: author.name, system: system.name, item, signals, k, figures: own });
      }
      for (const one of ranked) tagFigures(one, ranked);
      everybodys.push(...ranked);
    }
  } finally {
    await decoder.dispose();
    store.close();
    fs.rmSync(scratch, { recursive: true, force: true });
  }
  return [...figures.values()];
}

function systems(): System[] {
  return (['none', 'own'] as const).flatMap((adapter) =>
    WITH.map((conditioning) => {
      const shown = `${conditioning.retrieval ? '+rag' : ''}${conditioning.profile ? '+profile' : ''}`;
      const name = `${adapter === 'own' ? 'oppu' : 'task'}${shown}`;
      return { name, by: 'model', adapter, task: true, ngrams: false, conditioning };
    }),
  );
}

/** The true title's cost, and how similar to it the likeliest candidate, the served one and the best one are. */
async function titleFigures(
  author: Author,
  writer: WritingModel,
  item: StoredItem,
  name: string,
  out: Figures,
): Promise<void> {
  if (item.title.trim() === '') return;
  const { decoder, states, tokenizer, prompter, titleHabits } = writer;
  const answer = tokenizer.encode(answerLine(item.title));
  const scores = await decoder.score(states.title, prompter.title(item.text), answer);
  const candidates = await titleCandidates(writer, item.text);
  const context = { text: item.text, habits: titleHabits };
  const ranked = rankTitles(candidates, context);
  const likeness = candidates.map(({ text }) => rougeL(text, item.title));
  const titles = pointsOf(candidates, context, (title) => rougeL(title, item.title));
  if (titles.length > 0) titled.push({ author: author.name, system: name, titles });
  out.set(`title, nats: ${name}`, -scores.reduce((sum, score) => sum + score, 0));
  out.set(`title, ROUGE-L of the likeliest: ${name}`, likeness[0] ?? 0);
  out.set(`title, ROUGE-L of the served: ${name}`, rougeL(ranked[0]?.text ?? '', item.title));
  out.set(`title, ROUGE-L of the best: ${name}`, Math.max(0, ...likeness));
}

/** F1 of an item's first tags if the model ranks them alone, all signals do, and all but the model. */
function tagFigures(one: Ranked, all: readonly Ranked[]): void {
  tagFigure(one, 'the model alone', { ...NOTHING, model: 1 });
  const shipped = shippedFor(one);
  tagFigure(one, 'all but the model', { ...DEFAULT_TAG_WEIGHTS, model: 0 });
  tagFigure(one, 'all, shipped weights', shipped);
  const others = all.filter((other) => other.item !== one.item);
  tagFigure(one, 'all, weights of the other items', learnTagWeights(samplesOf(others), shipped));
}

/** The weights that an author's own start from. */
function shippedFor({ system }: Ranked): TagWeights {
  return system.startsWith('oppu') ? PERSONAL_TAG_WEIGHTS : DEFAULT_TAG_WEIGHTS;
}

function tagFigure({ item, signals, k, system, figures }: Ranked, way: string, weights: TagWeights): void {
  const wanted = new Set(item.tags.map((tag) => tag.toLowerCase()));
  const scores = combineSignals(signals, weights);
  const order = signals.tags.map((tag, at) => ({ tag, score: scores[at] })).sort((a, b) => b.score - a.score);
  const given = order.slice(0, k);
  const right = given.filter(({ tag }) => wanted.has(tag.toLowerCase())).length;
  figures.set(`tags, F1 of ${way}: ${system}`, f1(right, given.length, wanted.size));
}

function samplesOf(ranked: readonly Ranked[]): TagSample[] {
  return ranked.map(({ signals, item }) => ({ signals, wanted: item.tags }));
}
