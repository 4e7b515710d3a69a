import type { StoredItem } from '../../core/history/store/storedItem.ts';
import { shuffled } from '../../core/support/random.ts';
import { itemRandom, proseLines } from './prose.ts';

/** A place where someone is about to type, and what they will type. */
export interface TypingPlace {
  /** Offset of the cursor, at the beginning of a word. */
  at: number;
  /** What comes next in the text, up to the end of a word. */
  next: string;
}

/** Characters before the first place: there must be something to continue. */
const MIN_BEFORE = 40;
/** Characters after the cursor that are considered: about two thirds of a line of ghost text. */
const SPAN = 60;
/** With fewer characters to the end of the line, this is no place for a suggestion. */
const MIN_SPAN = 20;

/** Up to `count` places in the item's prose, in the order of the text. */
export function typingPlaces({ id, text }: Pick<StoredItem, 'id' | 'text'>, count: number, seed: number) {
  const places = proseLines(text).flatMap(({ line, offset }) => placesOfLine(line, offset));
  return shuffled(places, itemRandom(seed, id))
    .slice(0, count)
    .sort((a, b) => a.at - b.at);
}

function placesOfLine(line: string, offset: number): TypingPlace[] {
  return [...line.matchAll(/(?<=[^\s] )[\p{L}\p{N}]/gu)]
    .map(({ index }) => ({ at: offset + index, next: wholeWords(line.slice(index).trimEnd()) }))
    .filter(({ at, next }) => at >= MIN_BEFORE && next.length >= MIN_SPAN);
}

/** The beginning of the text in whole words, within the span. */
function wholeWords(text: string): string {
  if (text.length <= SPAN) return text;
  const cut = text.slice(0, SPAN + 1).search(/\s\S*$/);
  return text.slice(0, cut > 0 ? cut : SPAN);
}

/**
 * Keystrokes that a suggestion saves: its longest correct beginning is accepted with one key, the rest is typed.
 * @returns at least 0: what is not worth the key is not accepted
 */
export function keystrokesSaved(suggestion: string, next: string): number {
  let same = 0;
  while (same < Math.min(suggestion.length, next.length) && suggestion[same] === next[same]) same++;
  return Math.max(0, same - 1);
}
