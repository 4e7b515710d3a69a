import type { CompleteParams } from './completion.ts';
import type { Opening } from './continuation.ts';
import { firstLine } from './filters/filter.ts';
import { READING_COST, type Rule } from './rule.ts';

/** In the middle of a line a suggestion moves the rest of the line, which only a short and sure one is worth. */
const MID_LINE_WORD = 'word';
const MID_LINE_LEAST = 0.6;

/**
 * What decides at a place: automatic requests have a threshold; a writer who asks by a command gets whatever there is.
 */
export function ruleOf(params: CompleteParams, { around }: Opening): Rule {
  const { threshold = 0, length = 'phrase' } = params;
  const readingCost = threshold > 0 ? (params.readingCost ?? READING_COST) : 0;
  if (threshold === 0 || firstLine(around.after).trim() === '') return { threshold, length, readingCost };
  return { threshold: Math.max(MID_LINE_LEAST, threshold), length: MID_LINE_WORD, readingCost };
}
