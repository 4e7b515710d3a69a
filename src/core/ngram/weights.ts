import type { Followers } from './followers.ts';
import { LONGEST } from './suffixes.ts';

/** Coefficients for how much what followed a context counts against everything less informed; see `featuresOf`. */
export interface NgramWeights {
  /** For contexts found in the history. */
  history: readonly number[];
  /** For contexts found in the document itself. */
  document: readonly number[];
}

/** Where a context was found. */
export type ContextSource = keyof NgramWeights;

/** Its length, how often it was found, and how many different tokens followed it: the fewer, the surer. */
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
