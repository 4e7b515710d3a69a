import { firstLine, folded, type SuggestionFilter } from './filter.ts';

/** Shorter overlaps inside a word are chance. */
const MIN_INNER = 3;

/**
 * Cuts the end of a suggestion that stands behind the cursor already, so that accepting it doubles nothing;
 * hides a suggestion that is all there.
 */
export const noSuffixOverlap: SuggestionFilter = (text, { after }) => {
  const line = firstLine(after);
  const following = line.trim() === '' ? nextParagraph(after) : line;
  if (following.trim() === '') return { text };
  if (folded(text) !== '' && folded(following).startsWith(folded(text))) return { hidden: 'repeats-what-follows' };
  // What follows on lower lines can only repeat the whole suggestion; joined text is this line's affair.
  if (line.trim() === '') return { text };
  const kept = text.slice(0, text.length - overlap(text, line));
  return kept.trim() === '' ? { hidden: 'repeats-what-follows' } : { text: kept };
};

/** Length of the longest end of `text` with which `line` begins. */
function overlap(text: string, line: string): number {
  for (let length = Math.min(text.length, line.length); length > 0; length--) {
    if (!line.startsWith(text.slice(text.length - length))) continue;
    return length >= MIN_INNER || isWholeWord(text, line, length) ? length : 0;
  }
  return 0;
}

function isWholeWord(text: string, line: string, length: number): boolean {
  const joins = (left: string, right: string) => /[\p{L}\p{N}]$/u.test(left) && /^[\p{L}\p{N}]/u.test(right);
  const common = line.slice(0, length);
  return !joins(text.slice(0, -length), common) && !joins(common, line.slice(length));
}

function nextParagraph(after: string): string {
  return firstLine(after.trimStart());
}
