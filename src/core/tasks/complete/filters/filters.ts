import type { Filtered, SuggestionFilter, Surroundings } from './filter.ts';
import { keepHeading, noNewHeading } from './heading.ts';
import { noDoubleSpace } from './leadingSpace.ts';
import { keepShort } from './length.ts';
import { wholeMarkup } from './markup.ts';
import { noPrecedingRepeat } from './precedingRepeat.ts';
import { sameScript } from './script.ts';
import { cutSpecialTokens } from './specialTokens.ts';
import { needSubstance } from './substance.ts';
import { noSuffixOverlap } from './suffixOverlap.ts';

/** In the order in which they run: text that one filter cuts is not compared by the next. */
const FILTERS: SuggestionFilter[] = [
  cutSpecialTokens,
  sameScript,
  wholeMarkup,
  noNewHeading,
  keepHeading,
  keepShort,
  noDoubleSpace,
  noPrecedingRepeat,
  noSuffixOverlap,
  needSubstance,
];

/** Passes a suggestion through all filters: the text to show, or the first reason to show nothing. */
export function filterSuggestion(text: string, around: Surroundings): Filtered {
  let current = text;
  for (const filter of FILTERS) {
    const result = filter(current, around);
    if ('hidden' in result) return result;
    current = result.text;
  }
  return { text: current };
}
