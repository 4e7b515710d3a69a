import { createHash } from 'node:crypto';
import type { StoredItem } from '../core/history/store/storedItem.ts';
import { type Random, seededRandom, shuffled } from '../core/support/random.ts';

/** Where someone is about to type, and what they will type. */
export interface TypingPlace {
  /** Offset of the cursor, at the beginning of a word. */
  at: number;
  /** What comes next in the text, up to a word's end. */
  next: string;
}

/** Characters before the first place: there must be something to go on from. */
const MIN_BEFORE = 40;
/** Characters that are looked at behind the cursor: about two thirds of a line of ghost text. */
const SPAN = 60;
/** Fewer characters to the end of the line are no place for a suggestion. */
const MIN_SPAN = 20;
const FENCE = /^ {0,3}(?:```|~~~)/;
/** Headings, quotes, tables, HTML and indented code. */
const NOT_PROSE = /^(?: {4}|\t| {0,3}(?:[#>|<]|!\[))/;

/** Numbers that depend on the seed and the item alone, so that a limit on the queries changes no place. */
function itemRandom(seed: number, id: string): Random {
  return seededRandom(createHash('sha256').update(`${seed}\n${id}`).digest().readUInt32LE(0));
}

/** Up to `count` places in the item's prose, in the order of the text. */
export function typingPlaces({ id, text }: Pick<StoredItem, 'id' | 'text'>, count: number, seed: number) {
  const places: TypingPlace[] = [];
  let offset = 0;
  let fenced = false;
  for (const line of text.split('\n')) {
    const fence = FENCE.test(line);
    if (fence) fenced = !fenced;
    if (!fenced && !fence && !NOT_PROSE.test(line)) places.push(...placesOfLine(line, offset));
    offset += line.length + 1;
  }
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
