import type { Mixture } from '../generate/mixture.ts';
import { blendOf, type Met, mixed, mixInto } from './blend.ts';
import { followersWithin } from './document.ts';
import type { NgramIndex, Span } from './ngramIndex.ts';
import type { NgramWeights } from './weights.ts';

/** The document that is being written or graded. */
export interface AboutDocument {
  /** Its tokens so far; more may follow. */
  tokens: readonly number[];
  /** Ids of the history items that do not count: its own, and in evaluation those that were not earlier. */
  without?: Iterable<string>;
}

/** The user's own n-grams, from the history and the document, mixed into what the model predicts for that document. */
export class OwnNgrams implements Mixture {
  readonly #index: NgramIndex;
  readonly #weights: NgramWeights;
  readonly #document: readonly number[];
  readonly #without: readonly Span[];

  constructor(index: NgramIndex, weights: NgramWeights, { tokens, without = [] }: AboutDocument) {
    this.#index = index;
    this.#weights = weights;
    this.#document = tokens;
    this.#without = index.spansOf(without);
  }

  /** The contexts that some tokens end with, the least informed first. */
  met(ids: readonly number[]): Met[] {
    const history = this.#index.followers(ids, this.#without);
    const document = followersWithin(this.#document, ids);
    return [
      ...history.map((each): Met => ({ ...each, where: 'history' })),
      ...document.map((each): Met => ({ ...each, where: 'document' })),
    ];
  }

  mix(logProbabilities: Float32Array, ids: readonly number[]): void {
    mixInto(logProbabilities, blendOf(this.met(ids), this.#weights));
  }

  /** The mixture's probability of `id` from the model's, if any context was found. */
  mixed(p: number, id: number, met: readonly Met[]): number {
    return mixed(p, id, blendOf(met, this.#weights));
  }

  /** The token that most often followed the longest context found; undefined if none was. */
  guess(ids: readonly number[]): number | undefined {
    const longest = this.met(ids).reduce<Met | undefined>((a, b) => (a && a.length > b.length ? a : b), undefined);
    if (!longest) return undefined;
    return [...longest.counts].reduce((a, b) => (b[1] > a[1] ? b : a))[0];
  }
}
