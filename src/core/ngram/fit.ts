import type { Met } from './blend.ts';
import { type ContextSource, FEATURES, featuresOf, type NgramWeights, shareOf } from './weights.ts';

/** A token of held-out writing: the model's probability, and what the contexts before it predict. */
export interface FitRow {
  p: number;
  /** The least informed first; `p` is how often this token followed. */
  met: { where: ContextSource; features: readonly number[]; p: number }[];
}

/** How strongly weights are pulled towards their starting values when there is little data. */
const HOLD = 3;
const STEPS = 80;
const RATE = 0.15;

export function fitRow(p: number, id: number, met: readonly Met[]): FitRow {
  return {
    p,
    met: met.map((each) => ({
      where: each.where,
      features: featuresOf(each),
      p: (each.counts.get(id) ?? 0) / each.count,
    })),
  };
}

/**
 * Fits the weights that make held-out writing likeliest, close to their starting values: gradient steps (Adam) on the
 * mixture's log-likelihood minus a quadratic penalty.
 */
export function fitWeights(rows: readonly FitRow[], start: NgramWeights, steps = STEPS, hold = HOLD): NgramWeights {
  const from = [...start.history, ...start.document];
  const values = Float64Array.from(from);
  const mean = new Float64Array(values.length);
  const square = new Float64Array(values.length);
  for (let step = 1; step <= steps; step++) {
    const gradient = gradientOf(rows, weightsOf(values));
    const rate = RATE * (1 - step / (steps + 1));
    for (let at = 0; at < values.length; at++) {
      const slope = gradient[at] + hold * (values[at] - from[at]);
      mean[at] = 0.9 * mean[at] + 0.1 * slope;
      square[at] = 0.99 * square[at] + 0.01 * slope * slope;
      const size = Math.sqrt(square[at] / (1 - 0.99 ** step)) + 1e-9;
      values[at] -= (rate * mean[at]) / (1 - 0.9 ** step) / size;
    }
  }
  return weightsOf(values);
}

function weightsOf(values: Float64Array): NgramWeights {
  return { history: [...values.subarray(0, FEATURES)], document: [...values.subarray(FEATURES)] };
}

/** Gradient of −log₂ p over all rows, the history's weights first. */
function gradientOf(rows: readonly FitRow[], weights: NgramWeights): Float64Array {
  const out = new Float64Array(2 * FEATURES);
  for (const row of rows) {
    const shares = row.met.map(({ where, features }) => shareOf(weights[where], features));
    // The token's probability below each context; last, that of the whole mixture.
    const below = [row.p];
    for (const [at, { p }] of row.met.entries()) below.push((1 - shares[at]) * below[at] + shares[at] * p);
    let left = 1;
    for (let at = row.met.length - 1; at >= 0; at--) {
      const { where, features, p } = row.met[at];
      const share = shares[at];
      const slope = ((below[at] - p) * left * share * (1 - share)) / (below[row.met.length] * Math.LN2);
      const offset = where === 'history' ? 0 : FEATURES;
      for (let each = 0; each < FEATURES; each++) out[offset + each] += slope * features[each];
      left *= 1 - share;
    }
  }
  return out;
}
