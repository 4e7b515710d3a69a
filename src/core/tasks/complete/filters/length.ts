import type { SuggestionFilter } from './filter.ts';

/** Characters after which a ghost line runs off most windows. */
const MAX_LENGTH = 120;
const SENTENCE_END = /[.!?…]["”’')\]]*(?=\s|$)/gu;

/** Keeps a suggestion on one line and within about a sentence: long ghost text scrolls the view and is not read. */
export const keepShort: SuggestionFilter = (text) => {
  const line = /^[^\r\n]*/.exec(text)![0];
  if (line.length <= MAX_LENGTH) return { text: line };
  const head = line.slice(0, MAX_LENGTH);
  const ends = [...head.matchAll(SENTENCE_END)].map((match) => match.index + match[0].length);
  if (ends.length > 0) return { text: line.slice(0, ends.at(-1)) };
  const space = head.search(/\s\S*$/);
  return { text: space > 0 ? head.slice(0, space) : head };
};
