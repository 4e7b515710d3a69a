import { readTitle } from '../../notes/frontMatter.ts';
import { findFrontMatter } from '../../text/frontMatterBlock.ts';
import { sentenceEnd } from '../../text/sentenceEnd.ts';
import type { CompleteParams, CompleteResult } from './completion.ts';
import { confidenceOf } from './confidence.ts';
import type { Surroundings } from './filters/filter.ts';
import { filterSuggestion } from './filters/filters.ts';
import { silentPosition } from './filters/position.ts';

/** About 90 characters of English: a line of ghost text. */
export const MAX_TOKENS = 24;
/** A half-typed word longer than this is no word; it is read as it stands. */
const LONGEST_WORD = 24;

/** What stands before the cursor, as a prompt is made of it. */
export interface Opening {
  around: Surroundings;
  /** The document's text up to the word at the cursor. */
  before: string;
  /** A word at the very end that may be half typed, with the space before it. */
  word: string;
  title: string | undefined;
}

/** What was written, without what was there before. */
export interface Written {
  text: string;
  /** Why it ended. */
  reason: string;
  tokens: number;
  firstTokenMs: number;
  /** log p of each token that counts, in nats; undefined where it is not known. */
  logProbabilities: number[] | undefined;
}

/** @returns the reason, where nothing is to be suggested at the cursor */
export function openingOf({ text, suffix = '' }: CompleteParams): Opening | string {
  const around = { before: text, after: suffix };
  const silent = silentPosition(around);
  if (silent) return silent;
  // Without the blank lines below the front matter, as the texts are that training learns from.
  const body = text.slice(findFrontMatter(text)?.bodyStart ?? 0).replace(/^\s*\n/, '');
  return body.trim() === '' ? 'empty' : { around, ...splitWord(body), title: readTitle(text) ?? undefined };
}

/** What is shown of it at the cursor, if anything. */
export function shown(
  { text, reason, tokens, firstTokenMs, logProbabilities }: Written,
  around: Surroundings,
  minConfidence = 0,
): Omit<CompleteResult, 'ms'> {
  const confidence = logProbabilities === undefined ? 1 : confidenceOf(logProbabilities);
  const hidden = (why: string) => ({ suggestion: '', reason: why, tokens, firstTokenMs, confidence });
  const filtered = filterSuggestion(trimmed(text, reason), around);
  if ('hidden' in filtered) return hidden(filtered.hidden);
  if (confidence < minConfidence) return hidden('low-confidence');
  return { suggestion: filtered.text, reason, tokens, firstTokenMs, confidence };
}

/**
 * Takes a word at the very end off the text, with the space before it: it may be half typed, and its last token
 * then is none the model knows it by.
 */
function splitWord(text: string): { before: string; word: string } {
  const match = /[ \t]?[\p{L}\p{N}'’-]+$/u.exec(text);
  if (!match || match[0].length > LONGEST_WORD || match.index === 0) return { before: text, word: '' };
  return { before: text.slice(0, match.index), word: match[0] };
}

/** A suggestion ends where its sentence or line does. */
export function stopReason(text: string): string | undefined {
  if (/\S[^\n]*\n/.test(text)) return 'line';
  return sentenceEnd(text) >= 0 ? 'sentence' : undefined;
}

/** Leaves off what came after the end, and a word that the limit of length or time cut. */
function trimmed(text: string, reason: string): string {
  if (reason === 'sentence') return text.slice(0, sentenceEnd(text));
  const line = /^\s*[^\n]*/.exec(text)?.[0] ?? '';
  if (reason !== 'length' && reason !== 'time') return line.trimEnd();
  const cut = line.search(/\s\S*$/);
  return cut > 0 ? line.slice(0, cut) : line;
}
