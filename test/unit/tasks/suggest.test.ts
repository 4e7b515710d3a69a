import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AdapterLayout } from '../../../src/core/adapter/layout.ts';
import { realPath } from '../../../src/core/files/realPath.ts';
import { Decoder } from '../../../src/core/generate/decoder.ts';
import { generate } from '../../../src/core/generate/generate.ts';
import { NoRepeatNgrams, Suppress } from '../../../src/core/generate/processors.ts';
import { HistoryStore } from '../../../src/core/history/store/store.ts';
import { complete } from '../../../src/core/tasks/complete/complete.ts';
import { Prompter } from '../../../src/core/tasks/prompter.ts';
import { asTagWeights, keepTagWeights, keptTagWeights, tagSamples } from '../../../src/core/tasks/tags/keptWeights.ts';
import { ownTags } from '../../../src/core/tasks/tags/ownTags.ts';
import { tagsAnswer } from '../../../src/core/tasks/tags/prompt.ts';
import { TAG_SIGNALS, type TagSignal, type TagWeights } from '../../../src/core/tasks/tags/signal.ts';
import { marginals, tagSignals } from '../../../src/core/tasks/tags/signals.ts';
import { suggestTags, tagsIn, withNewTags } from '../../../src/core/tasks/tags/tags.ts';
import { TagTrie } from '../../../src/core/tasks/tags/trie.ts';
import { DEFAULT_TAG_WEIGHTS, learnTagWeights } from '../../../src/core/tasks/tags/weights.ts';
import { suggestTitles, titleCandidates } from '../../../src/core/tasks/titles/titles.ts';
import type { WritingModel } from '../../../src/core/tasks/writingModel.ts';
import { importTiny, scratch, tinyAdapter } from '../tiny.ts';

const POSTS = [
  { title: 'Bread at home', tags: ['bread', 'home'], text: 'The dough rests in the bowl until the oven is hot.' },
  { title: 'More bread', tags: ['bread', 'open-source'], text: 'Flour, water and salt: the dough knows the rest.' },
  { title: 'The old boat', tags: ['Boats'], text: 'The boat lies at the pier and waits for the wind.' },
];
const USED = [
  { tag: 'bread', count: 2 },
  { tag: 'home', count: 1 },
  { tag: 'open-source', count: 1 },
  { tag: 'open', count: 1 },
];
const INPUT = { title: 'Boats again', text: 'The wind came from the south and the boats went out.' };
const TEXT = 'The dough rests in the old bowl until the oven is hot and the bread';

const CONTEXT = 700;

const only = (signal: TagSignal): TagWeights =>
  Object.fromEntries(TAG_SIGNALS.map((name) => [name, name === signal ? 1 : 0])) as unknown as TagWeights;

describe('suggestions by a tiny model', () => {
  let folder: string;
  let store: HistoryStore;
  /** With the names that mining uses: real paths. */
  const sourceOf = (post: number) => path.join(realPath(folder), `p${post}.md`);
  let decoder: Decoder;
  let vector: Float32Array;
  let writer: WritingModel;
  beforeAll(async () => {
    folder = scratch();
    store = HistoryStore.open(path.join(folder, 'history.sqlite'));
    for (const [i, post] of POSTS.entries()) {
      const date = `2024-0${i + 1}-01`;
      store.upsert({ ...post, id: `p${i}`, source: sourceOf(i), kind: 'markdown', date, sha256: `${i}` });
    }
    const base = await importTiny('tiny-llama-gqa-tied', folder);
    const adapter: { layout: AdapterLayout; vector: Float32Array } = tinyAdapter('tiny-llama-gqa-tied', base);
    // Stronger than the fixture's, so that leaning away from the base shows within few tokens.
    vector = adapter.vector.map((value) => 3 * value);
    decoder = await Decoder.open(base, adapter.layout, { context: CONTEXT, threads: 1, device: 'cpu', exact: true });
    const tokenizer = await base.tokenizer();
    const prompter = new Prompter(store, tokenizer, { profile: '', retrieval: true });
    const state = () => decoder.newState(vector);
    const states = { complete: state(), title: state(), tags: state() };
    writer = { decoder, tokenizer, prompter, states, plain: decoder.newState(null) };
  });
  afterAll(async () => {
    await decoder.dispose();
    store.close();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  it('gives a tag the same probability as fresh reads at every token', async () => {
    const prompt = writer.tokenizer.encode('Tags:');
    const spellings = USED.map(({ tag }) => [
      writer.tokenizer.encode(tagsAnswer([tag])),
      writer.tokenizer.encode(tagsAnswer([tag]).replace('\n', ',')),
    ]);
    const shared = decoder.newState(vector);
    const trie = new TagTrie(spellings);
    const p = await trie.probabilities((tokens) => decoder.read(shared, [...prompt, ...tokens]), new Set(), 0);
    const again = await trie.probabilities(
      (tokens) => decoder.read(decoder.newState(vector), [...prompt, ...tokens]),
      new Set(),
      0,
    );
    expect(p.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 6);
    for (const [index, value] of again.entries()) expect(p[index]).toBeCloseTo(value, 4);
  });

  it('has every signal judge every tag, once whatever its case', async () => {
    const { tags, evidence } = await tagSignals(writer, INPUT, [...USED, { tag: 'boats', count: 1 }]);
    expect(tags).toEqual(['bread', 'home', 'open-source', 'open', 'boats']);
    for (const signal of TAG_SIGNALS) {
      expect(evidence[signal]).toHaveLength(tags.length);
      expect(evidence[signal].every(Number.isFinite)).toBe(true);
    }
    const top = (signal: TagSignal) => tags[evidence[signal].indexOf(Math.max(...evidence[signal]))];
    expect([top('votes'), top('named'), top('earlier')]).toEqual(['boats', 'boats', 'boats']);
    expect(top('prior')).toBe('bread');
  });

  it('ranks the user’s own tags without the model, for a document outside the history', async () => {
    const { tags } = await ownTags(store, INPUT, 8);
    expect(tags[0]).toMatchObject({ text: 'Boats', new: false });
    expect(['named', 'votes', 'earlier']).toContain(tags[0]!.reason);
    expect(tags.map(({ text }) => text).sort()).toEqual(['Boats', 'bread', 'home', 'open-source']);
    expect((await ownTags(store, INPUT, 2)).tags).toHaveLength(2);
    const itself = { title: '', text: POSTS[2]!.text };
    const score = async (source?: string) =>
      (await ownTags(store, itself, 8, { source })).tags.find(({ text }) => text === 'Boats')!.score;
    expect(await score(sourceOf(2))).toBeLessThan(0.5 * (await score()));
  });

  it('lets learned weights decide', async () => {
    const first = async (weights: TagWeights) =>
      (await suggestTags({ ...writer, tagWeights: weights }, INPUT, USED, 2)).tags.filter((tag) => !tag.new);
    expect((await first(only('prior')))[0]!.text).toBe('bread');
    expect((await first(only('named')))[0]!.text).toBe('Boats');
  });

  it('learns weights from items as they were when written, and keeps them', async () => {
    const items = store.list();
    const samples = await tagSamples(writer, items, USED);
    expect(samples.map(({ wanted }) => wanted)).toEqual(POSTS.map(({ tags }) => tags));
    // The first item had nothing before it to learn from.
    expect(new Set(samples[0]!.signals.evidence.earlier).size).toBe(1);
    const weights = learnTagWeights(samples, DEFAULT_TAG_WEIGHTS);
    expect(weights).not.toEqual(DEFAULT_TAG_WEIGHTS);
    keepTagWeights(store, weights);
    expect(keptTagWeights(store)).toEqual(weights);
    keepTagWeights(store, null);
    expect(keptTagWeights(store)).toBeUndefined();
    expect(asTagWeights({ ...weights, votes: -1 })).toBeUndefined();
    expect(asTagWeights({ model: 1 })).toBeUndefined();
  });

  it('lets the prior vote without retrieval, and knows nothing of earlier items', async () => {
    const bare = { ...writer, prompter: writer.prompter.only({ profile: true, retrieval: false }) };
    const { tags, evidence } = await tagSignals(bare, INPUT, USED);
    expect(tags).toEqual(USED.map(({ tag }) => tag));
    expect(evidence.votes).toEqual(evidence.prior);
    expect(new Set(evidence.earlier).size).toBe(1);
  });

  it('suggests no tags if there are none', async () => {
    const bare = { ...writer, prompter: writer.prompter.only({ profile: false, retrieval: false }) };
    const { tags } = await suggestTags(bare, INPUT, [], 3);
    expect(tags.every((tag) => tag.new)).toBe(true);
  });

  it('gives different titles, at most as many as asked for, and the same on every run', async () => {
    const few = { draws: 2 };
    const text = `## The bowl\n\nThe dough rests. The old bowl is warm, and the old bowl is full.`;
    const { titles } = await suggestTitles(writer, text, 3, undefined, few);
    const again = await suggestTitles(writer, text, 3, undefined, few);
    expect(again.titles).toEqual(titles);
    expect(titles.length).toBeGreaterThan(1);
    expect(new Set(titles.map(({ text }) => text)).size).toBe(titles.length);
    expect((await suggestTitles(writer, TEXT, 3, undefined, { draws: 0 })).titles).toHaveLength(1);
    expect((await suggestTitles(writer, ' \n', 3)).titles).toEqual([]);
  });

  it('leans titles and completions away from the base as strongly as told', async () => {
    const title = async (strength: number) =>
      (await titleCandidates(writer, TEXT, undefined, { draws: 0, strength }))[0]?.text;
    expect(await title(4)).not.toBe(await title(0));

    const suggested = async (strength: number) => (await complete(writer, { text: `${TEXT} `, strength })).suggestion;
    expect(await suggested(4)).not.toBe(await suggested(0));
    const alone = { ...writer, plain: undefined };
    expect((await complete(alone, { text: `${TEXT} `, strength: 4 })).suggestion).toBe(await suggested(0));
  });

  it('says how likely its suggestion is right, and shows nothing less likely than asked', async () => {
    const best = await complete(writer, { text: `${TEXT} ` });
    expect(best.suggestion).not.toBe('');
    expect(best.p).toBeGreaterThan(0);
    expect(best.p).toBeLessThan(1);
    const { suggestion, p } = await complete(writer, { text: `${TEXT} `, threshold: 0.99 });
    expect(suggestion).toBe('');
    expect(p).toBeLessThan(0.99);
  });

  it('completes a name that was written before, even if it takes many tokens', async () => {
    const name = 'Oltramontani';
    expect(writer.tokenizer.encode(` ${name}`).length).toBeGreaterThan(3);
    const text = `${name} is a town. The boats of ${name}`;
    const { reason, tokens } = await complete(writer, { text });
    expect(tokens).toBeGreaterThan(writer.tokenizer.encode(` ${name}`).length);
    expect(reason).not.toBe('empty');
  });

  it('repeats no three tokens in a completion, and stays within its length and the context', async () => {
    const { tokenizer, prompter } = writer;
    const { tokens } = await complete(writer, { text: `${TEXT} `, maxTokens: 7 });
    expect(tokens).toBeLessThanOrEqual(7);
    const words = (await prompter.complete({ before: TEXT })).ids;
    const room = 60;
    const ids = Array.from({ length: CONTEXT - room }, (_, at) => words[(at * at) % words.length]!);
    const long = await generate(decoder, decoder.newState(vector), tokenizer, ids, {
      maxTokens: 5000,
      processors: [new Suppress([...tokenizer.specialIds, ...tokenizer.eosIds]), new NoRepeatNgrams(3)],
    });
    expect(long.ids).toHaveLength(room);
    expect(long.reason).toBe('context');
    const all = [...ids, ...long.ids];
    const runs = all.slice(2).map((id, at) => `${all[at]} ${all[at + 1]} ${id}`);
    const earlier = new Set(runs.slice(0, ids.length - 2));
    for (const run of runs.slice(ids.length - 2)) expect(earlier.has(run) || !earlier.add(run)).toBe(false);
  });
});

describe('tags in a list', () => {
  it('counts a tag that was taken first at least as much as the next ones', () => {
    const steps = [
      [0.5, 0.3, 0.2],
      [0, 0.9, 0.1],
    ];
    const [first, second, third] = marginals(steps, [0, 1]);
    expect(first).toBeCloseTo(1 - 0.5 * 0.1);
    expect(second).toBeCloseTo(1 - 0.7 * 0.1);
    expect(third).toBeCloseTo(1 - 0.8 * 0.9);
    expect(marginals([], [])).toEqual([]);
  });

  it('gives written tags the probability of their tokens and end, and ignores one cut short', () => {
    const pieces = [' re', 'd', ',', ' Boats', ',', ' boats', ',', ' cut'];
    const stream = () => ({ push: (id: number) => pieces[id]!, end: () => '' });
    const logProbabilities = [0.5, 0.5, 0.8, 0.25, 1, 0.9, 1, 1].map(Math.log);
    const tags = tagsIn({ ids: pieces.map((_, id) => id), logProbabilities }, { stream });
    expect(tags.map(({ tag }) => tag)).toEqual(['red', 'Boats']);
    expect(tags[0]!.probability).toBeCloseTo(0.2);
    expect(tags[1]!.probability).toBeCloseTo(0.25);
  });

  it('ranks a new tag by its probability, and never takes a known one for new', () => {
    const own = [
      { tag: 'Bread', score: 0.6, reason: 'named' as const },
      { tag: 'boats', score: 0.1, reason: null },
    ];
    const written = [
      { tag: 'bread', probability: 0.9 },
      { tag: 'ovens', probability: 0.4 },
      { tag: 'doubt', probability: 0.05 },
    ];
    expect(withNewTags(own, written)).toEqual([
      { text: 'Bread', score: 0.6, new: false, reason: 'named' },
      { text: 'ovens', score: 0.4, new: true, reason: null },
      { text: 'boats', score: 0.1, new: false, reason: null },
    ]);
  });
});
