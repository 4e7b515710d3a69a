import { plainWords, stem } from '../../retrieval/query.ts';
import { sentencesOf } from '../../text/sentences.ts';
import { DEGREES, plainText } from './plain.ts';

/** How much of a text another one says. */
export interface Faithfulness {
  /** Share of the text's content words that are there, from 0 to 1. */
  kept: number;
  /** Share of the other's content words that are not in the text. */
  added: number;
  /** Why it does not say the same, or null. */
  fault: 'names' | 'numbers' | 'negation' | 'question' | 'little words' | 'words' | 'length' | null;
}

const MIN_KEPT = 0.75;
const MAX_ADDED = 0.25;
/** Words of the other text for each of the text's. */
const LENGTH = { least: 0.6, most: 1.5 };

/**
 * Whether `said` says what `text` says, as far as that can be counted: the same names, numbers, negations, questions
 * and function words that change the meaning, most of the content words and few others, and about the same length.
 * Words are compared by their stems and in the plain version of both, so that a change of manner is no fault.
 */
export function faithfulness(text: string, said: string): Faithfulness {
  const [from, to] = [plainText(text), plainText(said)];
  const [wanted, got] = [contentOf(from), contentOf(to)];
  const kept = shareIn(wanted, got);
  const added = 1 - shareIn(got, wanted);
  return { kept, added, fault: faultOf() };

  function faultOf(): Faithfulness['fault'] {
    if (missingNames(text, said).length > 0 || missingNames(said, text).length > 0) return 'names';
    if (numbersOf(text) !== numbersOf(said)) return 'numbers';
    if (negations(from) !== negations(to)) return 'negation';
    if (questions(text) !== questions(said)) return 'question';
    if (littleWords(from) !== littleWords(to) || degrees(text) !== degrees(said)) return 'little words';
    if (kept < MIN_KEPT || added > MAX_ADDED) return 'words';
    const ratio = said.split(/\s+/).length / text.split(/\s+/).length;
    return ratio < LENGTH.least || ratio > LENGTH.most ? 'length' : null;
  }
}

function contentOf(text: string): string[] {
  return plainWords(text).map(stem);
}

/** Share of one text's words, each as often as it occurs there, that the other has. */
function shareIn(words: string[], others: string[]): number {
  const left = new Map<string, number>();
  for (const word of others) left.set(word, (left.get(word) ?? 0) + 1);
  let shared = 0;
  for (const word of words) {
    const count = left.get(word) ?? 0;
    if (count > 0) shared++;
    left.set(word, count - 1);
  }
  return words.length === 0 ? 1 : shared / words.length;
}

/**
 * Names that a text has and the other lacks, in lower case: words with a capital, or a mark inside as in "x.js". At the
 * beginning of a sentence, content words count, since they may be names, unless they are mere manner. In the other text
 * a name counts wherever it occurs.
 */
export function missingNames(text: string, other: string): string[] {
  const there = new Set(
    [...wordsOf(other), ...wordsOf(plainText(other))].flatMap((word) => [word.toLowerCase(), stem(word.toLowerCase())]),
  );
  const plain = new Set(wordsOf(plainText(text)));
  const missing = sentencesOf(text).flatMap(({ text: sentence }) =>
    wordsOf(sentence).filter((word, index) => {
      if (word === 'I' || /n['’]t$/.test(word)) return false;
      const inside = /.[\p{Lu}@#+_]|[\p{L}\p{N}][./][\p{L}\p{N}]/u.test(word);
      const capital = /^\p{Lu}/u.test(word) && (index > 0 || (plainWords(word).length > 0 && plain.has(word)));
      const lower = word.toLowerCase();
      return (inside || capital) && !there.has(lower) && !there.has(stem(lower));
    }),
  );
  return [...new Set(missing.map((word) => word.toLowerCase()))];
}

/** Words without contracted and possessive endings: "Anna's" is Anna. */
function wordsOf(text: string): string[] {
  const words = text.match(/[\p{L}\p{N}]+(?:['’._@/+#-][\p{L}\p{N}]+)*[+#]*/gu) ?? [];
  return words.map((word) => word.replace(/['’](?:s|m|d|ll|re|ve)$/i, ''));
}

function numbersOf(text: string): string {
  return (text.match(/\d+(?:[.,:/]\d+)*/g) ?? []).sort().join(' ');
}

function negations(plain: string): number {
  return plain.match(/\b(?:not|no|never|cannot|without|none|nothing|nobody|neither|nor)\b/gi)?.length ?? 0;
}

/**
 * Function words that change what a sentence says: who does it, what must or may be, how many, on what condition, from
 * where to where.
 */
const TURNING =
  /\b(?:i|me|we|us|you|he|him|she|they|them|my|our|your|his|her|their|may|might|can|could|must|should|would|will|shall|all|some|most|many|few|both|every|each|any|more|less|only|if|unless|because|although|until|before|after|since|than|or|from|against|toward|towards|always|often|sometimes|seldom|already|yet|almost|nearly|also|too|even|still|again|first|last|next|now|then|later|soon)\b/gi;
function littleWords(plain: string): string {
  return sorted(plain.replace(/\bcannot\b/gi, 'can not').match(TURNING) ?? []);
}

/** Degree: a great success is not a good one. */
function degrees(text: string): string {
  return sorted(text.match(/\p{L}+/gu)?.filter((word) => DEGREES.has(word.toLowerCase())));
}

function sorted(words: readonly string[] = []): string {
  return words
    .map((word) => word.toLowerCase())
    .sort()
    .join(' ');
}

function questions(text: string): number {
  return text.match(/\?/g)?.length ?? 0;
}
