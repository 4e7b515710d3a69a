import type { Followers } from './followers.ts';
import { LONGEST } from './suffixes.ts';

/** Coefficients of how much what followed a context counts against everything that knows less; see `featuresOf`. */
export interface NgramWeights {
  /** For contexts met in the history. */
  history: readonly number[];
  /** For contexts met in the document itself. */
  document: readonly number[];
}

/** Where a context was met. */
export type ContextSource = keyof NgramWeights;

/** Length, how often it was met, and by how many different tokens it was followed: the fewer, the surer. */
export const FEATURES = LONGEST + 6;

export function featuresOf({ length, count, counts }: Followers): number[] {
  const different = counts.size;
  const out = new Array<number>(FEATURES).fill(0);
  out[length - 1] = 1;
  const often = Math.log2(count);
  const single = different === 1 ? 1 : 0;
  out.splice(LONGEST, 6, often, Math.log2(different), single, count === 1 ? 1 : 0, different / count, single * often);
  return out;
}

/** The share of a context in the mixture, above 0 and below 1. */
export function shareOf(weights: readonly number[], features: readonly number[]): number {
  let sum = 0;
  for (let at = 0; at < features.length; at++) sum += weights[at] * features[at];
  return 1 / (1 + Math.exp(-sum));
}
