import { readTitle } from '../../notes/frontMatter.ts';
import { OwnhandError } from '../../support/errors.ts';
import { findFrontMatter } from '../../text/frontMatterBlock.ts';
import { sentenceEnd } from '../../text/sentenceEnd.ts';
import { endsInWord, UNSPACED } from '../../text/words.ts';
import type { CompleteParams } from './completion.ts';
import type { Surroundings } from './filters/filter.ts';
import { silentPosition } from './filters/position.ts';
import { titleLine } from './titleLine.ts';

/** About 90 characters of English: a line of ghost text. */
export const MAX_TOKENS = 24;
/** A half-typed word longer than this is not a word; it is read as it is. */
const LONGEST_WORD = 24;

/** The text before the cursor, as a prompt needs it. */
export interface Opening {
  around: Surroundings;
  /** The document's text up to the word at the cursor. */
  before: string;
  /** A word at the very end that may be half typed, with the space before it. */
  word: string;
  title: string | undefined;
}

/** @returns the reason, if nothing should be suggested at the cursor */
export function openingOf(params: CompleteParams): Opening | string {
  const [text, suffix] = [withoutReturns(params.text), withoutReturns(params.suffix ?? '')];
  const around = { before: text, after: suffix };
  const silent = silentPosition(around);
  if (silent) return silent;
  const later = params.title !== undefined;
  // Without the blank lines below the front matter, like the texts that training learns from.
  const body = text.slice(later ? 0 : (findFrontMatter(text)?.bodyStart ?? 0)).replace(/^\s*\n/, '');
  if (body.trim() === '') return 'empty';
  return { around, ...splitWord(body), title: (later ? params.title : titleOf(text)) ?? undefined };
}

/** Windows ends its lines with two characters, which no model has learned. */
function withoutReturns(text: string): string {
  return text.replace(/\r\n?/g, '\n');
}

/** The title in the front matter. If that is not valid YAML, as while it is being typed, what the title's line says. */
function titleOf(text: string): string | null {
  try {
    return readTitle(text);
  } catch (error) {
    if (!OwnhandError.is(error, 'bad-input')) throw error;
    return titleLine(text);
  }
}

/**
 * Takes a word at the very end off the text, with the space before it: it may be half typed, and then its last token is
 * not one by which the model knows the word. In scripts without spaces nothing counts as half typed.
 */
function splitWord(text: string): { before: string; word: string } {
  // Only this much of the end, since a long document is searched after every key.
  const from = Math.max(0, text.length - 4 * LONGEST_WORD);
  const end = text.slice(from);
  const match = endsInWord(end.replace(/['’]$/, ''))
    ? /[ \t]?[\p{L}\p{N}\p{M}_]*(?:['’][\p{L}\p{N}\p{M}_]*)*$/u.exec(end)
    : null;
  const unspaced = match && [...match[0]].findLastIndex((character) => UNSPACED.test(character));
  if (match && unspaced !== null && unspaced >= 0) {
    const kept = [...match[0]].slice(0, unspaced + 1).join('').length;
    return { before: text.slice(0, from + match.index + kept), word: match[0].slice(kept) };
  }
  if (!match || match[0].length > LONGEST_WORD || match.index === 0) return { before: text, word: '' };
  return { before: text.slice(0, from + match.index), word: match[0] };
}

/** A suggestion ends where its sentence or line does. */
export function stopReason(text: string): string | undefined {
  if (/\S[^\n]*\n/.test(text)) return 'line';
  return sentenceEnd(text) >= 0 ? 'sentence' : undefined;
}
