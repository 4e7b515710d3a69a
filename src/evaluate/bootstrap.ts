import { seededRandom } from '../core/support/random.ts';

/** A difference between two systems with its 95 % interval. */
export interface Interval {
  difference: number;
  low: number;
  high: number;
}

const RESAMPLES = 1000;

/**
 * Difference of a statistic between two systems measured on the same items, with the percentile interval of a paired
 * bootstrap (Efron and Tibshirani 1993): items are drawn with replacement, the same ones for both systems.
 * @param a each item's result under the one system; `b` under the other, in the same order
 * @param statistic value of a system over some of the items
 */
export function pairedBootstrap<T>(
  a: readonly T[],
  b: readonly T[],
  statistic: (rows: readonly T[]) => number,
  seed: number,
  resamples = RESAMPLES,
): Interval {
  if (a.length !== b.length || a.length === 0) throw new RangeError('A paired bootstrap needs the same items twice.');
  const random = seededRandom(seed);
  const differences: number[] = [];
  for (let round = 0; round < resamples; round++) {
    const drawn = Array.from(a, () => Math.floor(random() * a.length));
    differences.push(statistic(drawn.map((item) => a[item])) - statistic(drawn.map((item) => b[item])));
  }
  differences.sort((x, y) => x - y);
  return {
    difference: statistic(a) - statistic(b),
    low: quantile(differences, 0.025),
    high: quantile(differences, 0.975),
  };
}

/** Quantile of sorted values, linear between neighbours. */
export function quantile(sorted: readonly number[], share: number): number {
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
}
