import type { Cut } from './search/search.ts';

/** How much is suggested at most; the user's choice. */
export const LENGTHS = ['word', 'phrase', 'sentence'] as const;
export type Length = (typeof LENGTHS)[number];

const MOST_WORDS: Record<Length, number> = { word: 1, phrase: 6, sentence: 40 };
/** Characters that another word adds at most, for the decision to stop early: few words are longer with their space. */
const NEXT_WORD = 9;

/**
 * What reading a word counts for, in keys, chosen together with the thresholds (research/log/ghost-text.md). In time it is
 * 1.055: 238 words a minute are read silently (Brysbaert 2019, doi 10.1016/j.jml.2019.104047), a key takes 239 ms (Dhakal et
 * al. 2018, doi 10.1145/3173574.3174220). But the writer pauses in any case, so not all of that is lost.
 */
export const READING_COST = 0.5;

/** What decides whether a suggestion is shown. */
export interface Rule {
  /** Least probability that all of it is right, 0 to 1. */
  threshold: number;
  length: Length;
  /** What reading a word costs, in keys; 0 for somebody who asked and reads in any case. */
  readingCost: number;
}

/**
 * Keys that a suggestion is expected to save: p(all of it right) times its length, minus the key that accepts it and
 * the cost of reading it.
 */
export function gainOf({ text, p }: Cut, { readingCost }: Pick<Rule, 'readingCost'>): number {
  return p * (text.length - 1) - readingCost * wordsOf(text);
}

/** Those that may be shown, the greatest gain first. */
export function worthShowing(cuts: readonly Cut[], rule: Rule): Cut[] {
  return cuts
    .filter((cut) => cut.p >= rule.threshold && wordsOf(cut.text) <= MOST_WORDS[rule.length] && gainOf(cut, rule) > 0)
    .sort((a, b) => gainOf(b, rule) - gainOf(a, rule) || b.p - a.p);
}

/** Whether nothing that begins with `text` and has at most this p can beat what was found. */
export function cannotWin(text: string, p: number, found: Iterable<Cut>, rule: Rule): boolean {
  const left = MOST_WORDS[rule.length] - wordsOf(text);
  if (left < 0) return true;
  const longest = text.length + NEXT_WORD * (left + 1);
  const bound = p * (longest - 1) - rule.readingCost * Math.max(1, wordsOf(text));
  let best = 0;
  for (const cut of found) if (cut.p >= rule.threshold) best = Math.max(best, gainOf(cut, rule));
  return bound <= best;
}

function wordsOf(text: string): number {
  return text.match(/[^\s]+/g)?.length ?? 0;
}
