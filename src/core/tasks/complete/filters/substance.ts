import type { SuggestionFilter } from './filter.ts';

/** Hides what says nothing: white space, or dots and dashes without a word. */
export const needSubstance: SuggestionFilter = (text, { before }) => {
  if (text.trim() === '') return { hidden: 'empty' };
  if (/[\p{L}\p{N}]/u.test(text)) return { text };
  // A mark that ends the current sentence is worth a keystroke; a row of dots is not.
  return /^[.!?…:;,)\]"'”’]{1,2}\s*$/u.test(text) && !/[.…]{2,}/.test(text) && /[\p{L}\p{N}]$/u.test(before)
    ? { text }
    : { hidden: 'punctuation-only' };
};
