/**
 * Whether someone who gets an adapter can tell which texts it was trained on: membership inference by loss (Yeom,
 * Giacomelli, Fredrikson, Jha, CSF 2018), and by how much the loss falls against the base (Carlini, Chien, Nasr, Song,
 * Terzis, Tramèr, "Membership Inference Attacks From First Principles", IEEE S&P 2022, with the base as the only
 * reference).
 */
import type { StackedAdapter } from '../../src/core/adapter/store.ts';
import { Decoder, type DecoderState } from '../../src/core/generate/decoder.ts';
import type { BaseModel } from '../../src/core/model/base.ts';
import type { OwnNgrams } from '../../src/core/ngram/ownNgrams.ts';
import { areaUnderCurve, foundAt } from './roc.ts';

/** Tokens of each text that are used. */
const TOKENS = 128;
const CONTEXT = 256;

/** How well one way of telling works; the base, which knows none of them, shows what tells them apart anyway. */
export interface Inference {
  by: 'loss under the base' | 'loss' | 'fall' | 'loss with n-grams' | 'fall with n-grams';
  /** Area under the curve; 0.5 tells nothing. */
  area: number;
  /** Share of the members found if 1 % of the others is mistaken for members. */
  foundAt1: number;
  members: number;
  others: number;
}

/** What is examined: an adapter on its base, and its n-grams. */
export interface Looked {
  base: BaseModel;
  adapter: StackedAdapter;
  ngrams: OwnNgrams;
  threads: number;
}

/** What each text costs. @param texts those shorter than three tokens are left out */
export async function costsOf({ base, adapter, ngrams, threads }: Looked, texts: readonly string[]): Promise<Costs[]> {
  const tokenizer = await base.tokenizer();
  const decoder = await Decoder.open(base, adapter.layout, { context: CONTEXT, threads, device: 'cpu' });
  try {
    const [plain, own] = [adapter.plain, adapter.vector].map((vector) => decoder.newState(vector));
    const out: Costs[] = [];
    for (const text of texts) {
      const ids = [...tokenizer.prefixIds, ...tokenizer.encode(text)].slice(0, TOKENS);
      if (ids.length < 3) continue;
      const [before, after] = [await logsOf(decoder, plain, ids), await logsOf(decoder, own, ids)];
      out.push({ base: mean(before), adapter: mean(after), ngrams: mean(mixedIn(after, ids, ngrams)) });
    }
    return out;
  } finally {
    await decoder.dispose();
  }
}

/** @param members of texts that the adapter was trained on @param others of texts of the same kind that it never saw */
export function inferMembership(members: readonly Costs[], others: readonly Costs[]): Inference[] {
  const ways: [Inference['by'], (costs: Costs) => number][] = [
    ['loss under the base', ({ base: log }) => log],
    ['loss', ({ adapter: log }) => log],
    ['fall', ({ adapter: log, base: without }) => log - without],
    ['loss with n-grams', ({ ngrams: log }) => log],
    ['fall with n-grams', ({ ngrams: log, base: without }) => log - without],
  ];
  return ways.map(([by, score]) => {
    const [seen, unseen] = [members.map(score), others.map(score)];
    const [area, found] = [areaUnderCurve(seen, unseen), foundAt(0.01, seen, unseen)];
    return { by, area, foundAt1: found, members: seen.length, others: unseen.length };
  });
}

/** Mean log p of a token, in nats. */
export interface Costs {
  base: number;
  adapter: number;
  ngrams: number;
}

/** Natural log p of each token after the first. */
function logsOf(decoder: Decoder, state: DecoderState, ids: readonly number[]): Promise<number[]> {
  return decoder.score(state, ids.slice(0, 1), ids.slice(1));
}

function mixedIn(logs: readonly number[], ids: readonly number[], ngrams: OwnNgrams): number[] {
  return logs.map((log, at) => Math.log(ngrams.mixed(Math.exp(log), ids[at + 1], ngrams.met(ids.slice(0, at + 1)))));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
