import { isCamouflaged, isSaid } from './fitting.ts';
import { valueAt } from './marked.ts';
import type { Range } from './patterns.ts';

/** How far along a line further values are looked for. */
const REACH = 160;

/**
 * Further passwords in a line that has already revealed one: the second of two, or the one after a user's name. Only
 * values that cannot be ordinary words count.
 * @param window a part of the text that begins at `base`
 */
export function strongInLine(window: string, from: number, base: number): Range[] {
  const found: Range[] = [];
  const line = window.slice(from, from + REACH).replace(/\n[\s\S]*/, '');
  for (const { 0: token, index } of line.matchAll(/[^\s|]+/g)) {
    const value = valueAt(window, from + index, base);
    if (value && value.text.length >= 7 && isSecretByItself(value.text)) {
      found.push([value.start, value.start + value.text.length]);
    } else if (/[.!?;。！？]["'”’)]*$/.test(token)) break;
  }
  return found;
}

/** Passwords in the short lines below a heading, `mail: …`, up to a blank line. */
export function strongBelow(text: string, from: number): Range[] {
  const found: Range[] = [];
  let at = text.indexOf('\n', from) + 1;
  for (let row = 0; row < MOST_ROWS && at > 0; row++) {
    const end = text.indexOf('\n', at);
    const line = text.slice(at, end < 0 ? text.length : end);
    if (line.trim() === '' && row > 0) break;
    if (line.length < REACH && (line.match(/[^\s|*+-]+/g)?.length ?? 0) <= MOST_WORDS)
      found.push(...strongInLine(line, 0, at));
    at = end < 0 ? 0 : end + 1;
  }
  return found;
}

const MOST_ROWS = 40;
const MOST_WORDS = 4;

/** "Wifi password upstairs …": the last word of a short line that begins with the label. */
export function strongAtEnd(window: string, from: number, base: number): Range | undefined {
  const line = /^[^\n]{1,60}/.exec(window.slice(from))?.[0].trimEnd();
  const last = line === undefined ? -1 : line.search(/\S+$/);
  return last > 0 ? strongInLine(window, from + last, base)[0] : undefined;
}

function isSecretByItself(value: string): boolean {
  if (/@[\w-]+\.\w/.test(value)) return false;
  const place = { kind: 'password', quoted: false, code: false, tight: false, alone: false } as const;
  return (
    isSaid(value, place) &&
    (isCamouflaged(value) || (/\p{L}/u.test(value) && /\d/.test(value) && /[!$%&^§€£#*?+]/.test(value)))
  );
}

/** A key in groups of four, the form of one-time and app passwords; it fills its line. */
export function groupsAt(window: string, from: number, base: number): Range | undefined {
  const match =
    /^["'`*]{0,3}((?:[A-Z2-7]{4}[ -]){3,15}[A-Z2-7]{1,4}|(?:[a-z]{4} ){3}[a-z]{4})["'`*]{0,3}[ \t]*\r?(?:\n|$)/.exec(
      window.slice(from),
    );
  if (!match) return undefined;
  const start = base + from + match[0].indexOf(match[1]!);
  return [start, start + match[1]!.length];
}

/** Words that make a sentence: the first are in no word list for recovery phrases (BIP 39), the others are. */
const OF_SENTENCES = /^(?:the|and|for|not|with|has|are|was|should|may|but|its|were|they|his|her|our|than|then)$/;
const OF_SHORT_ONES = /^(?:you|your|that|this|have|must|can|will|from|least|never|always|use|what|when)$/;

/**
 * A phrase of this many lower-case words, in a row, as a list or numbered, preceded by nothing but marks. One of fewer
 * than twelve must end its line and contain no word that makes a sentence.
 */
export function phraseAt(text: string, from: number, least: number): Range | undefined {
  const part = text.slice(from, from + 600);
  let [start, end, words] = [-1, -1, 0];
  for (const { 0: token, index } of part.matchAll(/[^\s,]+/g)) {
    if (/^(?:[:：=>*_~`"'“„-]+|\d{1,2}[.):]?|is:?|```\w*)$/.test(token)) continue;
    const word = /^["'`“„*_]*([a-z]{3,10})["'`”“*_.]*$/.exec(token)?.[1];
    if (word === undefined || OF_SENTENCES.test(word) || words === 24) break;
    if (least < 12 && OF_SHORT_ONES.test(word)) break;
    if (words++ === 0) start = index + token.indexOf(word);
    end = index + token.indexOf(word) + word.length;
  }
  if (words < least || (words < 12 && !/^["'`”*_.]*[ \t]*(?:\r?\n|$)/.test(part.slice(end, end + 12))))
    return undefined;
  return [from + start, from + end];
}
