/**
 * KeyTypeBench's scorer (github.com/johnbean393/KeyType, Packages/KeyTypeBench/Sources/KeyTypeBench/Scoring.swift and its
 * aggregator in the same file), rule for rule: Swift compares characters as graphemes, up to canonical equivalence.
 */
import * as v from 'valibot';

export const Expected = v.object({
  kind: v.picklist(['insert', 'suppress']),
  modelTarget: v.nullish(v.string()),
  shownAcceptable: v.nullish(v.array(v.string()), []),
  allowedReasons: v.nullish(v.array(v.string()), []),
});
export type Expected = v.InferOutput<typeof Expected>;

/** What is shown at a place; null for nothing, with the reason. */
export interface Shown {
  text: string | null;
  reason: string | null;
}

export type Outcome =
  | 'correctInsert'
  | 'acceptableSuppressionOnPositive'
  | 'correctSuppression'
  | 'incorrectSuppression'
  | 'wrongShown';

export function score(
  { kind, modelTarget, shownAcceptable, allowedReasons }: Expected,
  { text, reason }: Shown,
): Outcome {
  if (kind === 'insert') {
    if (text === null) return 'acceptableSuppressionOnPositive';
    const acceptable = [...(typeof modelTarget === 'string' ? [modelTarget] : []), ...(shownAcceptable ?? [])];
    return acceptable.some((each) => isAcceptable(text, each)) ? 'correctInsert' : 'wrongShown';
  }
  if (text !== null) return 'wrongShown';
  const allowed = allowedReasons ?? [];
  return allowed.length === 0 || (reason !== null && allowed.includes(reason))
    ? 'correctSuppression'
    : 'incorrectSuppression';
}

/** A case's result, and the expected one. */
export interface Scored {
  kind: Expected['kind'];
  outcome: Outcome;
}

/** Shares, 0 to 1: right of what is shown, right of what could be, wrong of all. */
export interface Aggregate {
  rows: number;
  precision: number;
  coverage: number;
  wrongShow: number;
  quality: number;
}

export function aggregate(rows: readonly Scored[]): Aggregate {
  const count = (...outcomes: Outcome[]) => rows.filter(({ outcome }) => outcomes.includes(outcome)).length;
  const right = count('correctInsert');
  const wrong = count('wrongShown');
  const positive = rows.filter(({ kind }) => kind === 'insert').length;
  const points = right + count('correctSuppression') + 0.3 * count('acceptableSuppressionOnPositive');
  return {
    rows: rows.length,
    precision: ratio(right, right + wrong),
    coverage: ratio(right, positive),
    wrongShow: ratio(wrong, rows.length),
    quality: ratio(points, rows.length),
  };
}

function ratio(a: number, b: number): number {
  return b === 0 ? 0 : a / b;
}

function isAcceptable(shownText: string, acceptable: string): boolean {
  const shown = canonical(shownText);
  const target = canonical(acceptable);
  const same = shown.length === target.length && startsWith(shown, target);
  return same || (target.length > 0 && startsWith(shown, target)) || isShorter(shown, target);
}

/** The beginning of the target, up to the end of a word. */
function isShorter(shown: readonly string[], target: readonly string[]): boolean {
  if (shown.length === 0 || shown.length >= target.length || !startsWith(target, shown)) return false;
  const [previous, next] = [target[shown.length - 1], target[shown.length]];
  const boundary = isSpace(previous) || isSpace(next) || isWordLike(previous) !== isWordLike(next);
  if (!boundary) return false;
  const last = shown.findLast((character) => !isSpace(character) && !isTerminal(character));
  return last !== undefined && isWordLike(last);
}

function startsWith(text: readonly string[], beginning: readonly string[]): boolean {
  return beginning.length <= text.length && beginning.every((character, at) => text[at] === character);
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Graphemes of a text without white space around it, with one space for each run within. */
function canonical(text: string): string[] {
  const trimmed = text.replace(/^[\s\u0085]+|[\s\u0085]+$/gu, '').replace(/[\s\u0085]+/gu, ' ');
  return [...graphemes.segment(trimmed)].map(({ segment }) => segment.normalize('NFC'));
}

function isSpace(character: string): boolean {
  return /^\p{White_Space}/u.test(character);
}

function isTerminal(character: string): boolean {
  return /^[.,;:!?)\]}"']+$/.test(character);
}

function isWordLike(character: string): boolean {
  return /^[\p{L}\p{M}\p{N}_]+$/u.test(character);
}
