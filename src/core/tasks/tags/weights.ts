import { TAG_SIGNALS, type TagSignal, type TagSignals, type TagWeights } from './signal.ts';

/** An item whose tags are known. */
export interface TagSample {
  signals: TagSignals;
  /** The tags it should get; those that are not candidates are skipped. */
  wanted: string[];
}

/**
 * Fitted inside the histories of the development authors (research/results.md); an author's own weights start from
 * these.
 */
export const DEFAULT_TAG_WEIGHTS: TagWeights = { model: 0.2, votes: 1.3, prior: 0, named: 0.7, earlier: 1.95 };
/** The same with a personal adapter: a model that knows the user's tags counts more. */
export const PERSONAL_TAG_WEIGHTS: TagWeights = { model: 0.7, votes: 1.05, prior: 0, named: 0.65, earlier: 1.8 };

/** How strongly weights are held to their starting values, in items' worth of evidence. */
const PULL = 8;
const ROUNDS = 30;

/**
 * Scores of the candidates: a log-linear pool of the signals.
 * @returns shares that sum to 1, in the candidates' order
 */
export function combineSignals({ tags, evidence }: TagSignals, weights: TagWeights): number[] {
  return softmax(
    tags.map((_, tag) => TAG_SIGNALS.reduce((sum, signal) => sum + weights[signal] * evidence[signal][tag], 0)),
  );
}

/** For each candidate the signal that lifts it most above the mean of all, or null if none does. */
export function tagReasons({ tags, evidence }: TagSignals, weights: TagWeights): (TagSignal | null)[] {
  const means = TAG_SIGNALS.map((signal) => evidence[signal].reduce((sum, each) => sum + each, 0) / tags.length);
  return tags.map((_, tag) => {
    const lifts = TAG_SIGNALS.map((signal, at) => weights[signal] * (evidence[signal][tag] - means[at]));
    const most = Math.max(...lifts);
    return most > 1e-9 ? TAG_SIGNALS[lifts.indexOf(most)] : null;
  });
}

/**
 * Fits the weights to items whose tags are known: a multinomial logistic model in which each wanted tag competes with
 * all unwanted ones, by Newton's method. The loss is convex, so the result does not depend on chance; a pull towards
 * the starting weights keeps few items from deciding too much. A weight is never below zero.
 */
export function learnTagWeights(samples: readonly TagSample[], from: TagWeights, pull = PULL): TagWeights {
  const contests = samples.flatMap(contestsOf);
  const start = TAG_SIGNALS.map((signal) => from[signal]);
  let weights = start;
  for (let round = 0; round < ROUNDS && contests.length > 0; round++) {
    const { gradient, hessian } = slope(contests, weights);
    for (const [i, value] of start.entries()) {
      gradient[i] += pull * (weights[i] - value);
      hessian[i][i] += pull;
    }
    const step = solve(hessian, gradient);
    const before = weights;
    weights = before.map((weight, i) => Math.max(0, weight - Math.max(-0.5, Math.min(0.5, step[i]))));
    if (weights.every((weight, i) => Math.abs(weight - before[i]) < 1e-7)) break;
  }
  return Object.fromEntries(TAG_SIGNALS.map((signal, i) => [signal, weights[i]])) as TagWeights;
}

/** Features of a wanted tag, first, and of all unwanted ones; an item's contests weigh 1 together. */
interface Contest {
  rows: number[][];
  weight: number;
}

function contestsOf({ signals, wanted }: TagSample): Contest[] {
  const right = new Set(wanted.map((tag) => tag.toLowerCase()));
  const rows = signals.tags.map((_, tag) => TAG_SIGNALS.map((signal) => signals.evidence[signal][tag]));
  const isRight = signals.tags.map((tag) => right.has(tag.toLowerCase()));
  const winners = rows.filter((_, tag) => isRight[tag]);
  const losers = rows.filter((_, tag) => !isRight[tag]);
  return losers.length === 0
    ? []
    : winners.map((winner) => ({ rows: [winner, ...losers], weight: 1 / winners.length }));
}

/** What a wanted tag costs against the unwanted ones, in bits, for each item where there is something to tell apart. */
export function tagBits(samples: readonly TagSample[], weights: TagWeights): number[] {
  const values = TAG_SIGNALS.map((signal) => weights[signal]);
  const items = samples.map(contestsOf).filter((contests) => contests.length > 0);
  return items.map((contests) =>
    contests.reduce((sum, { rows, weight }) => sum - weight * Math.log2(chances(rows, values)[0]), 0),
  );
}

/** Probability of each row under the weights. */
function chances(rows: readonly number[][], weights: readonly number[]): number[] {
  return softmax(rows.map((row) => row.reduce((sum, value, i) => sum + value * weights[i], 0)));
}

/** Gradient and Hessian of Σ weight · −log p(winner). */
function slope(contests: readonly Contest[], weights: readonly number[]) {
  const n = weights.length;
  const gradient = new Array<number>(n).fill(0);
  const hessian = Array.from({ length: n }, () => new Array<number>(n).fill(0));
  for (const { rows, weight } of contests) {
    const p = chances(rows, weights);
    const mean = weights.map((_, i) => rows.reduce((sum, row, r) => sum + p[r] * row[i], 0));
    for (let i = 0; i < n; i++) {
      gradient[i] += weight * (mean[i] - rows[0][i]);
      for (let j = 0; j < n; j++) {
        const product = rows.reduce((sum, row, r) => sum + p[r] * row[i] * row[j], 0);
        hessian[i][j] += weight * (product - mean[i] * mean[j]);
      }
    }
  }
  return { gradient, hessian };
}

/** Solves A·x = b by elimination; A is symmetric and positive definite. */
function solve(matrix: readonly number[][], right: readonly number[]): number[] {
  const rows = matrix.map((row, i) => [...row, right[i]]);
  const n = rows.length;
  for (let i = 0; i < n; i++) {
    for (let r = 0; r < n; r++) {
      if (r === i) continue;
      const factor = rows[r][i] / rows[i][i];
      for (let c = i; c <= n; c++) rows[r][c] -= factor * rows[i][c];
    }
  }
  return rows.map((row, i) => row[n] / row[i]);
}

function softmax(scores: readonly number[]): number[] {
  const max = Math.max(...scores);
  const values = scores.map((score) => Math.exp(score - max));
  const sum = values.reduce((a, b) => a + b, 0);
  return values.map((value) => value / sum);
}
