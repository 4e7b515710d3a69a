import type { StoredItem } from '../../core/history/store/storedItem.ts';
import type { Random } from '../../core/support/random.ts';
import { itemRandom, proseLines } from './prose.ts';

/** Kinds of places where a writer may pause. */
export const KINDS = ['wordStart', 'halfWord', 'midLine', 'lineEnd'] as const;
export type Kind = (typeof KINDS)[number];

/** Where a writer pauses, and what they then write. */
export interface TypedPlace {
  kind: Kind;
  /** Offset of the cursor. */
  at: number;
  /** What they write next, to the end of the line; for a gap in the middle of a line, what fills it. */
  next: string;
  /** The rest of the line after the cursor. */
  after: string;
}

/** A stretch of a text that is typed key by key. */
export interface TypedSpan {
  start: number;
  end: number;
  places: TypedPlace[];
}

/** Characters before the first place: there must be something to continue. */
const MIN_BEFORE = 40;
/** After every so many words, the writer pauses within one or goes back to fill a gap. */
const HALF_EVERY = 2;
const GAP_EVERY = 6;
/** The most words in a gap. */
const GAP_WORDS = 3;
/** A word after a space. */
const WORD = /(?<=[^\s] )[\p{L}\p{N}][\p{L}\p{N}\p{M}'’]*/gu;

/**
 * A stretch of the item's prose with places in it: the beginning of every word, the inside of every other word, a gap
 * at every sixth word, and every end of a line. The same for the same seed and item, whatever else is asked.
 * @param words word beginnings in the stretch
 */
export function typedSpan({ id, text }: Pick<StoredItem, 'id' | 'text'>, words: number, seed: number): TypedSpan {
  const random = itemRandom(seed, id);
  const all = wordsIn(text);
  const first = Math.floor(random() * Math.max(1, all.length - words + 1));
  const chosen = all.slice(first, first + words);
  if (chosen.length === 0) return { start: 0, end: 0, places: [] };
  const last = chosen.at(-1)!;
  const places = chosen.flatMap((word, index) => placesOf(text, word, index, random));
  return { start: chosen[0].at, end: last.at + last.length, places };
}

interface Word {
  at: number;
  length: number;
  lineEnd: number;
}

function wordsIn(text: string): Word[] {
  return proseLines(text).flatMap(({ line, offset }) => {
    const lineEnd = offset + line.trimEnd().length;
    return [...line.matchAll(WORD)]
      .map(({ index, 0: word }) => ({ at: offset + index, length: word.length, lineEnd }))
      .filter(({ at }) => at >= MIN_BEFORE);
  });
}

function placesOf(text: string, { at, length, lineEnd }: Word, index: number, random: Random): TypedPlace[] {
  const next = (from: number) => text.slice(from, lineEnd);
  const places: TypedPlace[] = [{ kind: 'wordStart', at, next: next(at), after: '' }];
  // Drawn in any case, so that no place shifts another.
  const [typed, gap] = [1 + Math.floor(random() * length), 1 + Math.floor(random() * GAP_WORDS)];
  if (index % GAP_EVERY === 0) {
    const filled = new RegExp(`^(?:\\S+ ){${gap}}(?=\\S)`).exec(next(at))?.[0];
    if (filled)
      places.push({ kind: 'midLine', at, next: filled.trimEnd(), after: text.slice(at + filled.length - 1, lineEnd) });
  }
  if (index % HALF_EVERY === 1) places.push({ kind: 'halfWord', at: at + typed, next: next(at + typed), after: '' });
  const isLast = !/[\p{L}\p{N}]/u.test(text.slice(at + length, lineEnd));
  if (isLast) places.push({ kind: 'lineEnd', at: lineEnd, next: '', after: '' });
  return places;
}
