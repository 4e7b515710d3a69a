/**
 * How titles and tags come out with and without the personal adapter and what prompts show, on items that adapters have
 * not learnt from and no evaluation asks about: the latest of each history, which training keeps back.
 *
 *     node scripts/suggestion-study.ts FOLDER|FILE.jsonl… --home DIR [--authors LIST] [--max-steps N] [--limit N]
 *
 * Takes the adapters of `scripts/study.ts train` with the same settings, and trains those that are not there. Means over
 * authors of their items' own figures.
 */
process.env.ORT_DISABLE_TELEMETRY = '1';

import fs from 'node:fs';
import path from 'node:path';
import { ProgressLine, table } from '../src/cli/output.ts';
import { enter } from '../src/core/evaluate/lineup.ts';
import { f1, rougeL } from '../src/core/evaluate/rouge.ts';
import { storeOf } from '../src/core/evaluate/scratch.ts';
import { splitByTime, spread } from '../src/core/evaluate/split.ts';
import type { System } from '../src/core/evaluate/systems.ts';
import { Decoder } from '../src/core/generate/decoder.ts';
import type { StoredItem } from '../src/core/history/storedItem.ts';
import { loadProfile } from '../src/core/profile/profile.ts';
import { tagVocabulary } from '../src/core/profile/vocabulary.ts';
import { titleAnswer } from '../src/core/prompts/title.ts';
import { Prompter } from '../src/core/tasks/prompting.ts';
import { type TagSignals, tagSignals } from '../src/core/tasks/tagSignals.ts';
import { combineSignals, DEFAULT_TAG_WEIGHTS, learnTagWeights, type TagWeights } from '../src/core/tasks/tagWeights.ts';
import { titleCandidates } from '../src/core/tasks/title.ts';
import { rankTitles } from '../src/core/tasks/titleRank.ts';
import type { Writer } from '../src/core/tasks/writer.ts';
import { splitHistory } from '../src/core/train/materials.ts';
import { personal } from './study/main.ts';
import { type Author, readOptions } from './study/options.ts';
import { SPLIT, Study } from './study/study.ts';

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
  item: StoredItem;
  signals: TagSignals;
}

const options = readOptions(['train', ...process.argv.slice(2)]);
const line = new ProgressLine();
const study = await Study.open(options, line.show);
const authors: Figures[][] = [];
for (const author of options.authors) authors.push(await figuresOf(author));
line.end();
study.close();

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const keys = [...new Set(authors.flat().flatMap((figures) => [...figures.keys()]))];
const value = (key: string) => {
  const each = authors.map((items) => items.flatMap((figures) => figures.get(key) ?? []));
  return mean(each.filter((values) => values.length > 0).map(mean));
};
console.log(`${authors.length} authors, ${authors.flat().length} items`);
console.log(table([['figure', 'mean'], ...keys.map((key) => [key, value(key).toFixed(3)])]));

/** Every item's figures for one author. */
async function figuresOf(author: Author): Promise<Figures[]> {
  const own = await study.train(personal(author));
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
      const state = decoder.newState(adapter);
      const writer: Writer = {
        ...{ decoder, tokenizer, states: { complete: state, title: state, tags: state } },
        prompter: new Prompter(store, tokenizer, { profile: profile ? prose : '', retrieval }),
        plain: plain && decoder.newState(plain),
        titleHabits: profile ? habits.title : undefined,
      };
      const ranked: Ranked[] = [];
      for (const [done, item] of items.entries()) {
        line.show({ message: `${author.name}: ${system.name}`, done, total: items.length });
        await titleFigures(writer, item, system.name, figures.get(item.id)!);
        if (!profile || !retrieval || item.tags.length === 0) continue;
        const about = { id: item.id, moment: item };
        ranked.push({ item, signals: await tagSignals(writer, item, tagVocabulary(habits), about) });
      }
      const k = Math.max(1, Math.round(habits.tagsPerItem));
      for (const one of ranked) tagFigures(one, ranked, k, system.name, figures.get(one.item.id)!);
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
      return { name: `${adapter === 'own' ? 'oppu' : 'task'}${shown}`, by: 'model', adapter, task: true, conditioning };
    }),
  );
}

/** What the true title costs, and how like it the likeliest candidate, the one that is served and the best one are. */
async function titleFigures(writer: Writer, item: StoredItem, name: string, out: Figures): Promise<void> {
  if (item.title.trim() === '') return;
  const { decoder, states, tokenizer, prompter, titleHabits } = writer;
  const about = { id: item.id, moment: item };
  const answer = tokenizer.encode(titleAnswer(item.title));
  const scores = await decoder.score(states.title, await prompter.title(item.text, about), answer);
  const candidates = await titleCandidates(writer, item.text, about);
  const ranked = rankTitles(candidates, { text: item.text, habits: titleHabits });
  const likeness = candidates.map(({ text }) => rougeL(text, item.title));
  out.set(`title, nats: ${name}`, -scores.reduce((sum, score) => sum + score, 0));
  out.set(`title, ROUGE-L of the likeliest: ${name}`, likeness[0] ?? 0);
  out.set(`title, ROUGE-L of the served: ${name}`, rougeL(ranked[0]?.text ?? '', item.title));
  out.set(`title, ROUGE-L of the best: ${name}`, Math.max(0, ...likeness));
}

/** F1 of an item's first tags when the model ranks them alone, all signals do, and all but the model. */
function tagFigures({ item, signals }: Ranked, all: readonly Ranked[], k: number, name: string, out: Figures): void {
  const others = all.filter((other) => other.item !== item);
  const samples = others.map((other) => ({ signals: other.signals, wanted: other.item.tags }));
  const ways: Record<string, TagWeights> = {
    'the model alone': { ...NOTHING, model: 1 },
    'all but the model': { ...DEFAULT_TAG_WEIGHTS, model: 0 },
    'all, shipped weights': DEFAULT_TAG_WEIGHTS,
    'all, weights of the other items': learnTagWeights(samples),
  };
  const wanted = new Set(item.tags.map((tag) => tag.toLowerCase()));
  for (const [way, weights] of Object.entries(ways)) {
    const scores = combineSignals(signals, weights);
    const order = signals.tags.map((tag, at) => ({ tag, score: scores[at] })).sort((a, b) => b.score - a.score);
    const given = order.slice(0, k);
    const right = given.filter(({ tag }) => wanted.has(tag.toLowerCase())).length;
    out.set(`tags, F1 of ${way}: ${name}`, f1(right, given.length, wanted.size));
  }
}
