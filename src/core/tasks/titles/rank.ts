import type { Habits } from '../../profile/habits.ts';
import { plainWords, stem } from '../../retrieval/query.ts';
import { proseOf, wordsOf } from '../../text/prose.ts';
import { longestCommon } from '../../text/subsequence.ts';
import { titleForm } from './form.ts';
import { knownShare } from './sound.ts';

/** What can speak for a title: see `TitleWeights`. */
const TITLE_REASONS = ['consensus', 'logProbability', 'habit', 'coverage'] as const;

export type TitleReason = (typeof TITLE_REASONS)[number];

export interface TitlesResult {
  /** Best first; the reasons say in what each is the best of these, the weightiest first. */
  titles: { text: string; score: number; reasons: TitleReason[] }[];
  ms: number;
}

/** A title the model wrote. */
export interface TitleCandidate {
  text: string;
  /** Mean log p of its tokens, including its end, in nats. */
  logProbability: number;
  /** The length limit did not cut it off. */
  whole: boolean;
}

/** How much each property of a title counts. */
export interface TitleWeights {
  /** Mean similarity to the other candidates, 0 to 1: minimum Bayes risk (Kumar and Byrne 2004). */
  consensus: number;
  /** Mean log p of the tokens. */
  logProbability: number;
  /** Log-likelihood of its length, case, colon and question mark, given the user's habits. */
  habit: number;
  /** Mean log-likelihood of its form, part by part, among the user's earlier titles; see `titleForm`. */
  form: number;
  /** How much of the text's word weight it holds, as a share of what a title of its length could hold, 0 to 1. */
  coverage: number;
  /** Share of its content words that the text or an earlier title has; see `knownShare`. */
  known: number;
}

/** Chosen on splits inside the histories of development authors, with the base model (research/results.md). */
export const DEFAULT_TITLE_WEIGHTS: TitleWeights = {
  consensus: 1,
  logProbability: 1,
  habit: 0.1,
  form: 0.3,
  coverage: 2,
  known: 2,
};

/** Two candidates at least this similar are one title. */
const SAME = 0.85;
/** Characters of the text whose words count; a title is about the beginning more than about the end. */
const READ = 6000;
/** Titles vary in length by about this factor, as a natural logarithm. */
const LENGTH_SPREAD = 0.5;

/** What a candidate is measured against. */
export interface TitleContext {
  /** The document's text, as Markdown. */
  text: string;
  habits?: Habits['title'];
  /** The user's earlier titles. */
  titles?: readonly string[];
}

/**
 * Orders the candidates, best first; near-identical ones become one, in the likelier spelling. One that the length
 * limit cut off comes after all whole ones.
 * @returns scores that sum to 1, and in what each title is the best of all
 */
export function rankTitles(
  candidates: readonly TitleCandidate[],
  context: TitleContext,
  weights: TitleWeights = DEFAULT_TITLE_WEIGHTS,
): TitlesResult['titles'] {
  const merged = mergeAlike(candidates);
  const form = titleForm(context.titles ?? []);
  const consensus = consensusOf(merged);
  const salience = salienceOf(context.text);
  const points = merged.map(
    ({ text, logProbability }, index): Record<TitleReason, number> => ({
      consensus: weights.consensus * consensus[index],
      logProbability: weights.logProbability * logProbability,
      habit: weights.habit * habitFit(text, context.habits) + weights.form * form(text),
      coverage: weights.coverage * coverage(text, salience) + weights.known * knownShare(text, context),
    }),
  );
  const values = points.map(
    (each, index) => TITLE_REASONS.reduce((sum, reason) => sum + each[reason], 0) - (merged[index].whole ? 0 : CUT),
  );
  const max = Math.max(...values);
  const shares = values.map((value) => Math.exp(value - max));
  const sum = shares.reduce((a, b) => a + b, 0);
  return merged
    .map(({ text }, index) => ({ text, score: shares[index] / sum, reasons: bestIn(points, index) }))
    .sort((a, b) => b.score - a.score);
}

/** In what a title is better than every other one, the weightiest first. */
function bestIn(points: readonly Record<TitleReason, number>[], index: number): TitleReason[] {
  const lead = (reason: TitleReason) =>
    points[index][reason] - Math.max(...points.filter((_, at) => at !== index).map((each) => each[reason]));
  // A single title is the best of nothing.
  const leading = points.length < 2 ? [] : TITLE_REASONS.filter((reason) => lead(reason) > 0);
  return leading.sort((a, b) => lead(b) - lead(a));
}

/** More than any other property can add. */
const CUT = 100;

/** A candidate that stands for `times` like it. */
interface Merged extends TitleCandidate {
  words: string[];
  times: number;
}

function mergeAlike(candidates: readonly TitleCandidate[]): Merged[] {
  const out: Merged[] = [];
  const likeliest = [...candidates].sort(
    (a, b) => Number(b.whole) - Number(a.whole) || b.logProbability - a.logProbability,
  );
  for (const candidate of likeliest) {
    const words = lowerWords(candidate.text);
    const known = out.find((other) => likeness(other.words, words) >= SAME);
    if (known) known.times++;
    else out.push({ ...candidate, words, times: 1 });
  }
  return out;
}

/**
 * Mean similarity of each to all sampled titles, leaving itself out once; each counts as often as it was sampled and by
 * its likelihood.
 */
function consensusOf(merged: readonly Merged[]): number[] {
  return merged.map((one, index) => {
    let [sum, total] = [0, 0];
    for (const [at, other] of merged.entries()) {
      const weight = (other.times - (at === index ? 1 : 0)) * Math.exp(other.logProbability);
      sum += weight * likeness(one.words, other.words);
      total += weight;
    }
    return total > 0 ? sum / total : 0;
  });
}

/** ROUGE-L's F1 over words (Lin 2004); 1 for two titles without any word. */
function likeness(a: readonly string[], b: readonly string[]): number {
  return a.length + b.length === 0 ? 1 : (2 * longestCommon(a, b)) / (a.length + b.length);
}

/** Log-likelihood of a title's form, taking each habit on its own; 0 if nothing was measured. */
export function habitFit(title: string, habits: Habits['title'] | undefined): number {
  if (!habits || habits.words === 0) return 0;
  const words = wordsOf(title);
  if (words.length === 0) return 0;
  const length = Math.log(words.length / habits.words) / LENGTH_SPREAD;
  const yes = (share: number, is: boolean) => Math.log(0.05 + 0.9 * (is ? share : 1 - share));
  // As the habits are measured: words that may have a capital or not.
  const rest = words.slice(1).filter((word) => word.length > 3 && /^\p{L}/u.test(word));
  const small = rest.filter((word) => /^\p{Ll}/u.test(word)).length * 2 > rest.length;
  return (
    -0.5 * length * length +
    (rest.length === 0 ? 0 : yes(habits.sentenceCase, small)) +
    yes(habits.colon, /:\s/.test(title)) +
    yes(habits.question, /\?\s*$/.test(title))
  );
}

/** Weight of each stem of the text: the logarithm of its frequency. */
function salienceOf(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of plainWords(proseOf(text.slice(0, READ))))
    counts.set(stem(word), (counts.get(stem(word)) ?? 0) + 1);
  return new Map([...counts].map(([word, count]) => [word, Math.log1p(count)]));
}

/** The weight of the title's words, relative to the heaviest words for a title of that length. */
function coverage(title: string, salience: Map<string, number>): number {
  const words = [...new Set(plainWords(title).map(stem))];
  const most = [...salience.values()]
    .sort((a, b) => b - a)
    .slice(0, words.length)
    .reduce((a, b) => a + b, 0);
  return most === 0 ? 0 : words.reduce((sum, word) => sum + (salience.get(word) ?? 0), 0) / most;
}

function lowerWords(text: string): string[] {
  return wordsOf(text).map((word) => word.toLowerCase());
}
