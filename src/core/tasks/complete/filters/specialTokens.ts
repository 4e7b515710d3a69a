import type { SuggestionFilter } from './filter.ts';

/** Marks of chat templates and of models that think aloud: none is ever part of prose. */
const MARK = /<\|[a-z0-9_]+\|>|<\/?(?:s|think|unk|pad)>|\[\/?INST\]|<(?:start|end)_of_turn>/i;
/** A mark whose end was cut off by the length limit. */
const BROKEN_MARK = /(?:<\|[a-z0-9_]*\|?)+$/i;

/** Ends the suggestion before a special token: what a model writes after one is not part of the text. */
export const cutSpecialTokens: SuggestionFilter = (text) => {
  const at = text.search(MARK);
  const kept = at < 0 ? text : text.slice(0, at);
  return { text: kept.replace(BROKEN_MARK, '') };
};
