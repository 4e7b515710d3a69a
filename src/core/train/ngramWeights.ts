import type { Stack } from '../adapter/stack.ts';
import type { StoredItem } from '../history/store/storedItem.ts';
import type { BaseModel } from '../model/base.ts';
import type { Tokenizer } from '../model/tokenizer/tokenizer.ts';
import { blendOf, mixed } from '../ngram/blend.ts';
import { ADAPTED_NGRAM_WEIGHTS, DEFAULT_NGRAM_WEIGHTS } from '../ngram/defaults.ts';
import { fitRow, fitWeights } from '../ngram/fit.ts';
import { textOf } from '../ngram/keptNgrams.ts';
import { type NewText, NgramIndex } from '../ngram/ngramIndex.ts';
import { OwnNgrams } from '../ngram/ownNgrams.ts';
import type { NgramWeights } from '../ngram/weights.ts';
import type { Example } from '../tasks/example.ts';
import { notCounting } from '../tasks/ngramsOf.ts';
import { splitHistory } from './materials.ts';
import type { TrainPlace } from './place.ts';
import { ScoreSession } from './session.ts';
import { packFor } from './settings.ts';
import { type GradedToken, gradedTokens, tokenCosts } from './tokenCosts.ts';

/** How many characters of the latest writing the weights are fitted on: more would give the same result. */
const ENOUGH = 8_000_000;

/** Weights, and what held-out text costs with the n-grams at these weights, in bits per byte. */
export interface FittedNgrams {
  weights: NgramWeights;
  bitsPerByte: number;
}

/**
 * Fits how much the user's n-grams count on the latest items, which neither they nor the adapter know: with the
 * adapter, and without it.
 * @param examples of the texts of those items
 * @param vector the adapter as it serves, float32 [P]
 */
export async function fitNgramWeights(
  examples: readonly Example[],
  stack: Stack,
  vector: Float32Array,
  place: TrainPlace,
  until?: string,
): Promise<{ own: FittedNgrams; plain: FittedNgrams }> {
  const { base, store, signal } = place;
  const { past, future } = splitHistory(store, until);
  const tokenizer = await base.tokenizer();
  const index = indexOf(past, tokenizer);
  const items = new Map(future.map((item) => [item.id, item]));
  const ngramsOf = (id: string, tokens: readonly number[]) =>
    new OwnNgrams(index, DEFAULT_NGRAM_WEIGHTS, { tokens, without: notCounting(store, { id, moment: items.get(id) }) });
  const vectors = [stack.join(new Float32Array(vector.length)), stack.join(vector)];
  const [plain, own] = await costsOn(examples, base, stack, vectors, place, signal);
  const fitted = (costs: number[][], start: NgramWeights) =>
    crossFit([...gradedTokens(examples, costs, ngramsOf)], tokenizer, start);
  return { plain: fitted(plain, DEFAULT_NGRAM_WEIGHTS), own: fitted(own, ADAPTED_NGRAM_WEIGHTS) };
}

/** Weights fitted on all tokens; their gain is measured on each half of the items with weights fitted on the other. */
function crossFit(tokens: readonly GradedToken[], tokenizer: Tokenizer, start: NgramWeights): FittedNgrams {
  const fitted = (some: readonly GradedToken[]) =>
    fitWeights(
      some.map(({ p, id, met }) => fitRow(p, id, met)),
      start,
    );
  const items = [...new Set(tokens.map(({ item }) => item))];
  const halves = [0, 1].map((half) => tokens.filter(({ item }) => items.indexOf(item) % 2 === half));
  const weights = halves.map(fitted);
  let [bits, bytes] = [0, 0];
  for (const [half, some] of halves.entries()) {
    for (const { p, id, met } of some) {
      bits -= Math.log2(mixed(p, id, blendOf(met, weights[1 - half])));
      bytes += tokenizer.tokenBytes(id).length;
    }
  }
  return { weights: fitted(tokens), bitsPerByte: bits / bytes };
}

/** The n-grams of the latest of some items. */
export function indexOf(items: readonly StoredItem[], tokenizer: Tokenizer): NgramIndex {
  const added: NewText[] = [];
  let characters = 0;
  for (let at = items.length - 1; at >= 0 && characters < ENOUGH; at--) {
    const text = textOf(items[at]);
    characters += text.length;
    added.push({ id: items[at].id, version: '', ids: tokenizer.encode(text) });
  }
  return NgramIndex.empty(tokenizer.vocabSize).changed(() => true, added);
}

async function costsOn(
  examples: readonly Example[],
  base: BaseModel,
  stack: Stack,
  vectors: Float32Array[],
  place: TrainPlace,
  signal?: AbortSignal,
): Promise<number[][][]> {
  const session = await ScoreSession.open(base, stack.layout, packFor(examples, stack.layout).shape, place);
  try {
    return await tokenCosts(examples, session, vectors, signal);
  } finally {
    await session.dispose();
  }
}
