import { plainWords, stem } from './query.ts';

/** How often each term occurs in a text; terms are stems. */
export type TermCounts = Map<string, number>;

/** A text as a vector over terms: unit length, or empty. */
export type TermVector = Map<string, number>;

/** Only this much of a text is read; a long one says by then what it is about. */
const MAX_CHARACTERS = 40_000;
/** A word of the title counts as this many of the text. */
const TITLE_COUNTS = 4;

const stems = new Map<string, string>();

/** The stems of a text's informative words, in order. */
export function termsOf(text: string): string[] {
  // The same words recur all the time, and stemming is the slow part.
  if (stems.size > 100_000) stems.clear();
  return plainWords(text).map((word) => {
    let known = stems.get(word);
    if (known === undefined) {
      known = stem(word);
      stems.set(word, known);
    }
    return known;
  });
}

export function countTerms({ title, text }: { title: string; text: string }): TermCounts {
  const counts: TermCounts = new Map();
  const add = (source: string, weight: number) => {
    for (const term of termsOf(source)) counts.set(term, (counts.get(term) ?? 0) + weight);
  };
  add(text.slice(0, MAX_CHARACTERS), 1);
  add(title, TITLE_COUNTS);
  return counts;
}

/**
 * A text's terms weighted by (1 + ln count) · rarity, as a unit vector.
 * @param rarity weight of a term; a term of weight 0 is left out
 */
export function termVector(counts: TermCounts, rarity: (term: string) => number): TermVector {
  const vector: TermVector = new Map();
  for (const [term, count] of counts) {
    const weight = (1 + Math.log(count)) * rarity(term);
    if (weight > 0) vector.set(term, weight);
  }
  return toUnit(vector);
}

/** Scales a vector to length 1, in place; an empty one stays empty. */
export function toUnit(vector: TermVector): TermVector {
  let squares = 0;
  for (const weight of vector.values()) squares += weight * weight;
  const length = Math.sqrt(squares);
  if (length > 0) for (const [term, weight] of vector) vector.set(term, weight / length);
  return vector;
}

/** Inner product; the cosine of the angle for unit vectors. */
export function product(a: TermVector, b: TermVector): number {
  const [short, long] = a.size < b.size ? [a, b] : [b, a];
  let sum = 0;
  for (const [term, weight] of short) sum += weight * (long.get(term) ?? 0);
  return sum;
}
