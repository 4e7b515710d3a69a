import { firstLine, folded, type SuggestionFilter } from './filter.ts';

/** Shorter overlaps inside a word are coincidence. */
const MIN_INNER = 3;
/** If this many words also stand after the cursor, it is no coincidence, wherever they are in the suggestion. */
const RUN = 4;

/**
 * Cuts a suggestion where it begins to repeat what already stands after the cursor, so that accepting it doubles
 * nothing; hides one that is all there.
 */
export const noSuffixOverlap: SuggestionFilter = (text, around) => {
  const { after } = around;
  const line = firstLine(after);
  const sameLine = line.trim() !== '';
  const following = sameLine ? line : nextParagraph(after);
  if (following.trim() === '') return { text };
  if (folded(text) !== '' && folded(following).startsWith(folded(text))) return { hidden: 'repeats-what-follows' };
  const run = runStart(text, following, sameLine);
  // Only text on this line is joined.
  const end = Math.min(run, sameLine ? text.length - overlap(text, line) : text.length);
  if (end === text.length) return { text };
  const cut = text.slice(0, end);
  const kept = !sameLine || /^\s/.test(line) ? cut.trimEnd() : cut;
  // What is left may end in the same words again.
  return kept.trim() === '' ? { hidden: 'repeats-what-follows' } : noSuffixOverlap(kept, around);
};

/**
 * The place in the suggestion where the first words of what follows begin, else its length. On the same line they also
 * count at the end of the suggestion, however few they are, and so does a shorter rest of the line.
 */
function runStart(text: string, following: string, sameLine: boolean): number {
  const [ours, theirs] = [wordsIn(text), wordsIn(following)];
  const least = Math.min(RUN, theirs.length);
  if (least === 0 || (!sameLine && least < RUN)) return text.length;
  for (const [at, { start }] of ours.entries()) {
    const left = ours.length - at;
    const length = sameLine ? Math.min(least, left) : least;
    if (left < length) break;
    if (theirs.slice(0, length).every(({ word }, i) => word === ours[at + i]!.word)) return start;
  }
  return text.length;
}

function wordsIn(text: string): { word: string; start: number }[] {
  return [...text.matchAll(/[\p{L}\p{N}]+(?:['’][\p{L}\p{N}]+)*/gu)].map(({ index, 0: word }) => ({
    word: folded(word),
    start: index,
  }));
}

/** Length of the longest end of `text` that `line` begins with. */
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
