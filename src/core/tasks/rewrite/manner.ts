/** The ways to change a text's manner and nothing else: the rules of the plain version, reversed. */

import type { TextEdit } from '../../notes/frontMatter.ts';
import { otherSpelling } from '../../profile/spelling.ts';
import { DEGREES, NEUTRAL } from './plain.ts';

/** Groups whose members can replace each other, capitalised or not. */
const EQUAL: readonly string[][] = [
  ...NEUTRAL.map(([neutral, coloured]) => [neutral, ...coloured.split(' ').filter((word) => !DEGREES.has(word))]),
  ...`it is/it's that is/that's there is/there's what is/what's here is/here's let us/let's I am/I'm I have/I've I will/I'll
    I would/I'd we are/we're we have/we've we will/we'll you are/you're you have/you've you will/you'll they are/they're
    they have/they've do not/don't does not/doesn't did not/didn't is not/isn't are not/aren't was not/wasn't
    were not/weren't have not/haven't has not/hasn't had not/hadn't would not/wouldn't could not/couldn't
    should not/shouldn't cannot/can't will not/won't a lot of/lots of`
    .split(/(?<=\/\S+(?: of)?)\s+/)
    .map((pair) => pair.trim().split('/')),
];
/** Sentence openings that can replace each other; the text after them stays. */
const OPENINGS: readonly string[][] = [
  ['But ', 'However, ', 'Still, ', 'Yet '],
  ['So ', 'Therefore, ', 'Thus, '],
  ['Also, ', 'And ', 'Moreover, ', ''],
];
const DROPPED = / (?:really|very|quite|actually|basically|simply|definitely|certainly|absolutely|totally)(?= \p{Ll})/gu;
/** Marks between two parts of a sentence. */
const DASHES = [' — ', ' - ', '—', ', '];

/** Where a word means something else with the next one. */
const BOUND =
  /^(?:used to|use of|needs? to|got to|about (?:to\b|\d)|start(?:s|ed)? (?:off|out|over|up)|shows? (?:off|up))/i;

const INDEX = new Map(EQUAL.flatMap((group) => group.map((phrase) => [phrase.toLowerCase(), group] as const)));
const PHRASES = new RegExp(
  `(?<![\\p{L}'’-])(?:${[...INDEX.keys()].sort((a, b) => b.length - a.length).join('|')})(?![\\p{L}'’-])`,
  'giu',
);

/**
 * Every single change of manner that the text allows, each of which keeps its meaning: contractions, synonyms, empty
 * words, openings, marks, and the two spellings.
 */
export function mannerEdits(text: string): TextEdit[] {
  const edits: TextEdit[] = [];
  const replace = (start: number, old: string, others: readonly string[]) => {
    for (const other of others) if (other !== old) edits.push({ start, end: start + old.length, text: other });
  };
  const straight = text.replace(/’/g, "'");
  for (const { 0: phrase, index } of straight.matchAll(PHRASES)) {
    if (BOUND.test(straight.slice(index))) continue;
    const group = INDEX.get(phrase.toLowerCase())!.filter((other) => other.toLowerCase() !== phrase.toLowerCase());
    replace(
      index,
      phrase,
      group.map((other) => likeCase(phrase, other)),
    );
  }
  for (const { 0: word, index } of text.matchAll(/\p{L}+/gu)) {
    const other = otherSpelling(word.toLowerCase());
    if (other !== null) replace(index, word, [likeCase(word, other)]);
  }
  for (const { 0: dropped, index } of text.matchAll(DROPPED)) replace(index, dropped, ['']);
  for (const { 0: dash, index } of text.matchAll(/ ?— ?| [–-] /g)) replace(index, dash, DASHES);
  for (const { 0: mark, index } of text.matchAll(/; (?=\p{Ll})/gu)) replace(index, mark, [' - ', ', ']);
  for (const { 0: mark, index } of text.matchAll(/!(?=\s|$)/g)) replace(index, mark, ['.']);
  for (const { index } of text.matchAll(/(?<=^|[.!?] )\p{Lu}/gu)) {
    for (const group of OPENINGS) {
      const opening = group.find((each) => each !== '' && text.startsWith(each, index));
      if (opening === undefined) continue;
      for (const other of group) {
        const next = text.charAt(index + opening.length);
        const end = index + opening.length + 1;
        if (other !== opening)
          edits.push({ start: index, end, text: other === '' ? next.toUpperCase() : other + next });
      }
    }
  }
  return edits;
}

/** The phrase, capitalised like the one it replaces. */
function likeCase(old: string, phrase: string): string {
  if (/^I\b/.test(phrase)) return phrase;
  const first = /^\p{Lu}/u.test(old) ? phrase.charAt(0).toUpperCase() : phrase.charAt(0).toLowerCase();
  return first + phrase.slice(1);
}

/** The text with the edits applied; of overlapping edits, the first in the list counts. */
export function withEdits(text: string, edits: readonly TextEdit[]): string {
  const chosen: TextEdit[] = [];
  for (const edit of edits) {
    if (!chosen.some(({ start, end }) => edit.start < end && start < edit.end)) chosen.push(edit);
  }
  return chosen
    .sort((a, b) => b.start - a.start)
    .reduce((made, { start, end, text: other }) => made.slice(0, start) + other + made.slice(end), text);
}
