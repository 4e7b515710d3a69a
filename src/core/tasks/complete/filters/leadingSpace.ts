import type { SuggestionFilter } from './filter.ts';

/** Drops the space a model puts before a word where one stands already, or where a line begins. */
export const noDoubleSpace: SuggestionFilter = (text, { before }) => ({
  text: before === '' || /\s$/.test(before) ? text.replace(/^[ \t]+/, '') : text,
});
