import type { CompleteResult } from './completion.ts';
import type { Opening } from './continuation.ts';
import { filterSuggestion } from './filters/filters.ts';
import { type Rule, worthShowing } from './rule.ts';
import type { Cut, Found } from './search/search.ts';

/** The answer, except for the time it took. */
export type Completion = Omit<CompleteResult, 'ms'>;

/** Alternatives returned along with the suggestion that is shown. */
const ALTERNATIVES = 2;
/** A half-typed word that ends in an unknown word is shown only if the model is at least this sure. */
const UNKNOWN_WORD = 0.8;

/** Says whether something is a word: in the user's writing, or in the language. */
export type KnowsWord = (word: string) => boolean;

/** Chooses what to show at the cursor, if anything, and alternatives that begin differently. */
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
    // A suggestion that a filter shortened is another cut, with its own p.
    else if ('text' in filtered && sameText(filtered.text, cut.text) && !shown.some((other) => sameStart(other, cut))) {
      shown.push({ text: filtered.text, p: cut.p });
    }
  }
  const [best, ...alternatives] = shown;
  if (best)
    return { suggestion: best.text, p: best.p, withheld: '', reason: 'shown', tokens, firstTokenMs, alternatives };
  const { text, p } = found.cuts.reduce((most, cut) => (cut.p > most.p ? cut : most), { text: '', p: 0 });
  const reason = hidden ?? (p >= rule.threshold && p > 0 ? 'no-gain' : found.reason);
  return { suggestion: '', p, withheld: text, reason, tokens, firstTokenMs, alternatives: [] };
}

/**
 * Why a half-typed word must not end like this, if it must not. Whether it is a word already is no reason: p counts that
 * it may end where it is, and half of what is typed is a word by chance.
 */
function wordProblem({ text, p }: Cut, typed: string, before: string, knowsWord: KnowsWord): string | undefined {
  const rest = /^[\p{L}\p{M}\p{N}_]+/u.exec(text)?.[0];
  const begun = typed.trim();
  if (rest === undefined || begun === '') return undefined;
  const known = (word: string) => knowsWord(word) || standsIn(before.slice(0, before.length - begun.length), word);
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
