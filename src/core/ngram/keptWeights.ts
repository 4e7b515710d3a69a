import * as v from 'valibot';
import type { HistoryStore } from '../history/store/store.ts';
import { DEFAULT_NGRAM_WEIGHTS } from './defaults.ts';
import { FEATURES, type NgramWeights } from './weights.ts';

const WEIGHTS = 'ngram.weights';

const Row = v.pipe(v.array(v.pipe(v.number(), v.finite())), v.length(FEATURES));
const Weights = v.object({ history: Row, document: Row });

/** Keeps the weights that serve without an adapter; null goes back to those that ship with Ownhand. */
export function keepNgramWeights(store: HistoryStore, weights: NgramWeights | null): void {
  store.setMeta(WEIGHTS, weights && JSON.stringify(weights));
}

/** The weights kept next to the history, else those that ship with Ownhand. */
export function keptNgramWeights(store: HistoryStore): NgramWeights {
  return asNgramWeights(store.getMetaJson(WEIGHTS)) ?? DEFAULT_NGRAM_WEIGHTS;
}

/** The value as weights, or undefined if it is not one: a record may be older than a feature. */
export function asNgramWeights(value: unknown): NgramWeights | undefined {
  const result = v.safeParse(Weights, value);
  return result.success ? result.output : undefined;
}
