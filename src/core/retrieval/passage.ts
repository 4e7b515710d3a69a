import { sentencesOf } from '../text/sentences.ts';
import { type QueryWord, stem } from './query.ts';
import { termsOf } from './terms.ts';

/** Neighbouring sentences of a text that match a query best. */
export interface Passage {
  text: string;
  /** Sum of the weights of the query's words in it, each counted once. */
  weight: number;
  /** How many of the query's words are in it. */
  shared: number;
}

/**
 * The best passage of a plain text for a query's words.
 * @param fits whether a passage is short enough; a single sentence that is too long is cut at a word
 */
export function bestPassage(text: string, query: QueryWord[], fits: (text: string) => boolean): Passage {
  const weights = new Map(query.map(({ word, weight }) => [stem(word), weight]));
  const sentences = sentencesOf(text).map((sentence) => ({
    text: sentence.text,
    words: new Set(termsOf(sentence.text).filter((term) => weights.has(term))),
  }));
  if (sentences.length === 0) return { text: '', weight: 0, shared: 0 };
  let best = 0;
  for (const [i, { words }] of sentences.entries())
    if (sum(words, weights) > sum(sentences[best]!.words, weights)) best = i;
  let [from, to] = [best, best + 1];
  const join = (a: number, b: number) =>
    oneParagraph(
      sentences
        .slice(a, b)
        .map((sentence) => sentence.text)
        .join(''),
    );
  // Grows to the side that adds more, forwards on a tie: what follows a match is what the author said next.
  for (;;) {
    const after = to < sentences.length && fits(join(from, to + 1));
    const before = from > 0 && fits(join(from - 1, to));
    if (!after && !before) break;
    const gain = (at: number) => sum(sentences[at]!.words, weights);
    if (after && (!before || gain(to) >= gain(from - 1))) to++;
    else from--;
  }
  const words = new Set(sentences.slice(from, to).flatMap((sentence) => [...sentence.words]));
  return { text: cutToFit(join(from, to), fits), weight: sum(words, weights), shared: words.size };
}

function sum(words: Set<string>, weights: Map<string, number>): number {
  let total = 0;
  for (const word of words) total += weights.get(word) ?? 0;
  return total;
}

function oneParagraph(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** The longest beginning of the text, in whole words, that fits. */
export function cutToFit(text: string, fits: (text: string) => boolean): string {
  if (fits(text)) return text;
  const ends = [...text.matchAll(/\S(?=\s|$)/g)].map((match) => match.index + 1);
  let [low, high] = [0, ends.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (fits(text.slice(0, ends[middle]))) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? '' : text.slice(0, ends[low - 1]);
}
