import { isAllRight } from '../../core/tasks/complete/right.ts';
import type { TypedPlace } from './places.ts';

/** A suggestion and what became of it at a place. */
export interface Shown {
  place: TypedPlace;
  text: string;
  /** Predicted probability, 0 to 1. */
  p: number;
}

/**
 * Seconds for a key: 239 ms (Dhakal et al. 2018, 136 million keystrokes, doi 10.1145/3173574.3174220), and for reading
 * a
 * word: 238 words a minute (Brysbaert 2019, doi 10.1016/j.jml.2019.104047).
 */
export const KEY_SECONDS = 0.239;
export const WORD_SECONDS = 60 / 238;
/**
 * Seconds lost to a wrong one in addition to reading it: a decision between accepting it and writing what one had in
 * mind (Hick's law with 0.15 s a bit, Card, Moran and Newell 1983, chapter 2). The key that accepts a right one
 * includes that decision.
 */
export const WRONG_SECONDS = 0.15;

/** The beginnings of a suggestion that end with a word. */
export function beginnings(text: string): string[] {
  return [...text.matchAll(/\s*[\p{L}\p{N}\p{M}_]+(?:['’][\p{L}\p{M}]+)*|\s*[^\p{L}\p{N}\p{M}\s_]+/gu)].map(
    ({ index, 0: word }) => text.slice(0, index + word.length),
  );
}

/** Whether its first word, or its first mark if it begins with one, is right. */
export function isFirstRight(text: string, next: string): boolean {
  const [first] = beginnings(text);
  return first !== undefined && isAllRight(first, next);
}

export function countWords(text: string): number {
  return text.match(/\S+/g)?.length ?? 0;
}

/**
 * What a reader gains from a suggestion: how far they get with it, and the keys and seconds it saves, minus its cost.
 */
export interface Gained {
  characters: number;
  keys: number;
  seconds: number;
}

/** Takes a suggestion with one key if all of it is right, and otherwise types. */
export function allOrNothing({ place, text }: Shown): Gained {
  const cost = countWords(text) * WORD_SECONDS;
  if (!isAllRight(text, place.next)) return { characters: 0, keys: 0, seconds: -cost - WRONG_SECONDS };
  const keys = text.length - 1;
  return { characters: text.length, keys, seconds: keys * KEY_SECONDS - cost };
}

/** Takes word by word, with a key each, as long as they are right. */
export function wordByWord({ place, text }: Shown): Gained {
  const right = beginnings(text).filter((beginning) => isAllRight(beginning, place.next));
  const characters = right.at(-1)?.length ?? 0;
  const keys = Math.max(0, characters - Math.max(1, countWords(text.slice(0, characters))));
  const read = countWords(text.slice(0, characters)) + (characters < text.length ? 1 : 0);
  const lost = characters < text.length ? WRONG_SECONDS : 0;
  return { characters, keys, seconds: keys * KEY_SECONDS - read * WORD_SECONDS - lost };
}

/** Sums over a stretch that is typed: positions within an accepted suggestion no longer count as places. */
export function read(shown: readonly Shown[], reader: (each: Shown) => Gained): Gained {
  const sum: Gained = { characters: 0, keys: 0, seconds: 0 };
  let reached = 0;
  for (const each of shown) {
    if (each.place.kind === 'midLine' || each.place.at < reached) continue;
    const { characters, keys, seconds } = reader(each);
    reached = each.place.at + characters;
    sum.characters += characters;
    sum.keys += keys;
    sum.seconds += seconds;
  }
  return sum;
}
