import type { Followers } from './followers.ts';
import { type ContextSource, featuresOf, type NgramWeights, shareOf } from './weights.ts';

/** A context that was found, and where. */
export interface Met extends Followers {
  where: ContextSource;
}

/**
 * A mixture of the model with what followed each context (Jelinek and Mercer 1980). Each context takes a share from the
 * distribution of the next shorter one; the model is at the bottom. All are distributions, so the mixture sums to 1.
 */
export interface Blend {
  /** The model's share. */
  model: number;
  /** What is added to the probability of each token that followed. */
  added: Map<number, number>;
}

/** @param met contexts, the least informed first */
export function blendOf(met: readonly Met[], weights: NgramWeights): Blend {
  const added = new Map<number, number>();
  let left = 1;
  for (let at = met.length - 1; at >= 0; at--) {
    const { where, count, counts } = met[at];
    const share = shareOf(weights[where], featuresOf(met[at]));
    for (const [id, times] of counts) added.set(id, (added.get(id) ?? 0) + (left * share * times) / count);
    left *= 1 - share;
  }
  return { model: left, added };
}

/** Mixes log-probabilities in place, natural logarithms, [V]. */
export function mixInto(logProbabilities: Float32Array, { model, added }: Blend): void {
  if (added.size === 0) return;
  const shift = Math.log(model);
  for (let id = 0; id < logProbabilities.length; id++) logProbabilities[id] += shift;
  for (const [id, more] of added) {
    if (id < logProbabilities.length) logProbabilities[id] = Math.log(Math.exp(logProbabilities[id]) + more);
  }
}

/** The mixture's probability of one token, from the model's. */
export function mixed(p: number, id: number, { model, added }: Blend): number {
  return model * p + (added.get(id) ?? 0);
}
