import { eld } from 'eld/extrasmall';
import { proseOf } from './prose.ts';

/** Characters of prose that are examined: more cost time and change nothing. */
const LOOKED_AT = 400;
/** Fewer letters than this tell no language. */
const MIN_LETTERS = 40;
/** How much of the text is searched for prose. */
const SOURCE_CHARACTERS = 4_000;

/**
 * The language a Markdown text is written in, by its n-grams (package `eld`).
 * @returns ISO 639-1 code such as `en`, or null if the text is too short or the result uncertain
 */
export function languageOf(markdown: string): string | null {
  const prose = proseOf(markdown.slice(0, SOURCE_CHARACTERS)).slice(0, LOOKED_AT);
  if ((prose.match(/\p{L}/gu)?.length ?? 0) < neededLetters(prose)) return null;
  const result = eld.detect(prose);
  return result.isReliable() && result.language !== '' ? result.language : null;
}

/** A Chinese, Japanese or Korean character says as much as several letters. */
function neededLetters(prose: string): number {
  return /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u.test(prose)
    ? MIN_LETTERS / 4
    : MIN_LETTERS;
}
