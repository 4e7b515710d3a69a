import { folded, lastLine, type SuggestionFilter } from './filter.ts';

/** How far back a repeated sentence is still in the reader's eye, in characters. */
const WINDOW = 600;
/** Shorter echoes are ordinary language ("of the"). */
const MIN_REPEAT = 12;

/** Hides a suggestion that repeats what stands right before the cursor. */
export const noPrecedingRepeat: SuggestionFilter = (text, { before }) => {
  const suggestion = folded(text);
  if (suggestion === '') return { text };
  const recent = before.slice(-WINDOW).trimEnd();
  const lines = recent.split(/\r?\n/).map(folded);
  const completed = folded(lastLine(before) + text.split(/\r?\n/)[0]);
  // The finished line would be one of the lines above: a list entry or sentence written twice.
  if (completed.length >= MIN_REPEAT && lines.slice(0, -1).includes(completed))
    return { hidden: 'repeats-what-precedes' };
  if (lines.at(-1) === suggestion) return { hidden: 'repeats-what-precedes' };
  if (suggestion.length >= MIN_REPEAT && folded(recent).includes(suggestion))
    return { hidden: 'repeats-what-precedes' };
  return { text };
};
