import type { CompleteResult } from './completion.ts';
import type { Opening } from './continuation.ts';
import { filterSuggestion } from './filters/filters.ts';
import { type Rule, worthShowing } from './rule.ts';
import type { Cut, Found } from './search/search.ts';

/** What is answered, but for the time that it took. */
export type Completion = Omit<CompleteResult, 'ms'>;

/** Other ways to go on that are told beside the one that is shown. */
const ALTERNATIVES = 2;
/** A half-typed word that closes into none that is known is shown only where the model is as sure as this. */
const UNKNOWN_WORD = 0.8;
/** Letters are added to what is a word already only where the model is as sure as this. */
const GLUED = 0.8;

/** Says whether a word is one: in the user's writing, or in the language. */
export type KnowsWord = (word: string) => boolean;

/** Of what was found, what is shown at the cursor, if anything; then other ways to go on, which begin otherwise. */
export function choose(found: Found, opening: Opening, rule: Rule, knowsWord: KnowsWord = () => false): Completion {
  const { around, word } = opening;
  const { tokens, firstTokenMs } = found;
  const shown: Cut[] = [];
  let hidden: string | undefined;
  for (const cut of worthShowing(found.cuts, rule)) {
    if (shown.length > ALTERNATIVES) break;
    const filtered = filterSuggestion(cut.text, around);
    const why = 'hidden' in filtered ? filtered.hidden : wordProblem(cut, word, around.before, knowsWord);
    if (why) hidden ??= why;
    // What a filter cuts short is another cut, with a p of its own.
    else if ('text' in filtered && sameText(filtered.text, cut.text) && !shown.some((other) => sameStart(other, cut))) {
      shown.push({ text: filtered.text, p: cut.p });
    }
  }
  const [best, ...alternatives] = shown;
  if (best) return { suggestion: best.text, p: best.p, reason: 'shown', tokens, firstTokenMs, alternatives };
  const likeliest = found.cuts.reduce((most, { p }) => Math.max(most, p), 0);
  const reason = hidden ?? (likeliest >= rule.threshold && likeliest > 0 ? 'no-gain' : found.reason);
  return { suggestion: '', p: likeliest, reason, tokens, firstTokenMs, alternatives: [] };
}

/** Why a half-typed word is not to end like this, if it is not. */
function wordProblem({ text, p }: Cut, typed: string, before: string, knowsWord: KnowsWord): string | undefined {
  const rest = /^[\p{L}\p{M}\p{N}_]+/u.exec(text)?.[0];
  const begun = typed.trim();
  if (rest === undefined || begun === '') return undefined;
  const known = (word: string) => knowsWord(word) || standsIn(before.slice(0, before.length - begun.length), word);
  if (p < GLUED && begun.length > 1 && known(begun)) return 'whole-word';
  return p < UNKNOWN_WORD && !known(begun + rest) ? 'no-word' : undefined;
}

function standsIn(text: string, word: string): boolean {
  const at = text.lastIndexOf(word);
  if (at < 0) return false;
  const inWord = /[\p{L}\p{N}_]/u;
  return !inWord.test(text[at - 1] ?? '') && !inWord.test(text[at + word.length] ?? '');
}

function sameText(a: string, b: string): boolean {
  return a.trim() === b.trim();
}

/** Both begin with the same word. */
function sameStart(a: Cut, b: Cut): boolean {
  const first = (text: string) => /^\s*\S+/.exec(text)?.[0].trim();
  return first(a.text) === first(b.text);
}
