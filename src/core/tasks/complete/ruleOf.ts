import type { CompleteParams } from './completion.ts';
import type { Opening } from './continuation.ts';
import { firstLine } from './filters/filter.ts';
import { READING_COST, type Rule } from './rule.ts';

/** In the middle of a line only what is short and sure is worth moving the rest of the line for. */
const MID_LINE_WORD = 'word';
const MID_LINE_LEAST = 0.6;

/** What decides at a place: who asks unasked gives a threshold, who asks by a command takes what there is. */
export function ruleOf(params: CompleteParams, { around }: Opening): Rule {
  const { threshold = 0, length = 'phrase' } = params;
  const readingCost = threshold > 0 ? (params.readingCost ?? READING_COST) : 0;
  if (threshold === 0 || firstLine(around.after).trim() === '') return { threshold, length, readingCost };
  return { threshold: Math.max(MID_LINE_LEAST, threshold), length: MID_LINE_WORD, readingCost };
}
