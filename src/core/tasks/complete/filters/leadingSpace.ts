import type { SuggestionFilter } from './filter.ts';

/** Drops the space that a model puts before a word if there is one already, or if a line begins there. */
export const noDoubleSpace: SuggestionFilter = (text, { before }) => ({
  text: before === '' || /\s$/.test(before) ? text.replace(/^[ \t]+/, '') : text,
});
