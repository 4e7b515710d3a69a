import type { Random } from '../support/random.ts';

/** Chooses the next token from processed logits. */
export type Sampler = (logits: Float32Array) => number;

/** Always the most likely token; the lowest id on a tie. */
export const greedy: Sampler = (logits) => {
  let best = 0;
  for (let id = 1; id < logits.length; id++) if (logits[id] > logits[best]) best = id;
  return best;
};

export interface SamplingOptions {
  /** Softmax temperature, above 0. */
  temperature: number;
  /** Only this many of the most likely tokens. */
  topK: number;
  /** Of those, the fewest whose probabilities reach this sum (Holtzman et al. 2020, arXiv 1904.09751). */
  topP: number;
}

/** Draws from the most likely tokens. */
export function sampling(options: SamplingOptions, random: Random): Sampler {
  return (logits) => {
    const ids = mostLikely(logits, options.topK);
    const max = logits[ids[0]];
    const weights = ids.map((id) => Math.exp((logits[id] - max) / options.temperature));
    const sum = weights.reduce((a, b) => a + b, 0);
    let kept = 0;
    let mass = 0;
    while (kept < ids.length && mass < options.topP * sum) mass += weights[kept++];
    let left = random() * mass;
    for (let i = 0; i < kept; i++) {
      left -= weights[i];
      if (left < 0) return ids[i];
    }
    return ids[kept - 1];
  };
}

/** Ids of the `k` largest logits, largest first. */
export function mostLikely(logits: Float32Array, k: number): number[] {
  const best: number[] = [];
  for (let id = 0; id < logits.length; id++) {
    if (best.length === k && logits[id] <= logits[best[k - 1]]) continue;
    let at = best.length;
    while (at > 0 && logits[best[at - 1]] < logits[id]) at--;
    best.splice(at, 0, id);
    if (best.length > k) best.pop();
  }
  return best;
}
