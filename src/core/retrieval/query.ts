import { COMMON, type TextIndex } from '../history/store/textIndex.ts';
import { foldedLetters, isUnspaced, signedNames } from '../text/searchable.ts';

// Words that say nothing about a text's subject; other words common in the user's own writing show in their counts.
const STOP_WORDS = new Set(
  `a about above after again all also am an and any are as at be because been before being below between both but by can
  could did do does doing down during each else even few for from further get got had has have having he her here hers
  him his how i if in into is it its itself just let like ll made make many may me might more most much must my no nor
  not now of off on once one only or other our ours out over own re really s same say see she should since so some
  still such t than that the their theirs them then there these they thing things this those though through to too
  under until up us use used using very was way we well were what when where which while who whom why will with would
  yes yet you your yours don doesn didn isn aren wasn weren won wouldn couldn shouldn hasn haven hadn ve`
    .split(/\s+/)
    .filter((word) => word !== ''),
);

const WORDS = /[\p{L}\p{N}\p{M}]+/gu;
/** A letter or a character of a script without spaces, alone. */
const SINGLE = /(?<![\p{L}\p{N}\p{M}&'’])(?![aAI])[\p{L}\p{N}](?![\p{L}\p{N}\p{M}&'’+#])/gu;
/** A query up to this long, in characters, was typed as a question. */
const SHORT = 60;

const MAX_CONSIDERED = 64;
const MAX_WORDS = 16;

/** Words are first counted up to here, and further only if it may matter: most of a text's words are too common. */
const FIRST_COUNT = 250;

/** A word to search for, with its weight: ln(1 + items / items with it), 0 for a word that occurs nowhere. */
export interface QueryWord {
  word: string;
  weight: number;
}

/** A word counted so far. */
interface Weighed extends QueryWord {
  /** How often it is in the query. */
  count: number;
  /** Items with it; more than `limit` if counting stopped there. */
  frequency: number;
  limit: number;
  /** What it can be worth to the query at most. */
  score: number;
}

/**
 * Turns free text into the few words worth searching for: letters and digits only, no stop words, the rarest first,
 * limited in number and in how much of the index the search must read.
 */
export function queryWords(index: Pick<TextIndex, 'documentFrequency' | 'size'>, text: string): QueryWord[] {
  const counts = new Map<string, number>();
  for (const word of [...plainWords(text), ...signedNames(text)]) counts.set(word, (counts.get(word) ?? 0) + 1);
  // In a short question a single letter is a name: R, C, X.
  if (text.length <= SHORT) for (const letter of text.match(SINGLE) ?? []) counts.set(letter.toLowerCase(), 1);
  if (counts.size === 0) return lastResort(index, text);
  const considered = [...counts].sort(([a, m], [b, n]) => n - m || b.length - a.length).slice(0, MAX_CONSIDERED);
  const items = index.size();
  const weigh = (word: string, count: number, limit: number): Weighed => {
    const frequency = index.documentFrequency(word, limit);
    const weight = Math.log(1 + items / frequency);
    return { word, count, limit, frequency, weight, score: weight * (1 + Math.log(count)) };
  };
  const weighed = considered
    .map(([word, count]) => weigh(word, count, FIRST_COUNT))
    .filter(({ frequency }) => frequency > 0);
  const known = weighed.map(({ word, count }) => ({ word, count }));
  const chosen: QueryWord[] = [];
  // About how many items are ranked for a query: that keeps the slowest queries over a large history within
  // milliseconds.
  let left = COMMON;
  while (weighed.length > 0 && chosen.length < MAX_WORDS) {
    const place = weighed.reduce((best, { score }, i) => (score > weighed[best]!.score ? i : best), 0);
    const { word, count, limit, frequency, weight } = weighed[place]!;
    if (frequency > left) weighed.splice(place, 1);
    // A word that was not counted to the end can only be commoner, and so worth less, than it looks.
    else if (frequency > limit) weighed[place] = weigh(word, count, Math.min(limit * 4, left));
    else {
      weighed.splice(place, 1);
      left -= frequency;
      chosen.push({ word, weight });
    }
  }
  if (chosen.length > 0 || known.length === 0) return chosen;
  // Nothing but common words: the rarest alone.
  const { word, weight } = known
    .map(({ word, count }) => weigh(word, count, COMMON * 8))
    .reduce((a, b) => (b.frequency < a.frequency ? b : a));
  return [{ word, weight }];
}

/** Nothing but stop words: as they stand together, or else the rarest of them. */
function lastResort(index: Pick<TextIndex, 'documentFrequency' | 'size'>, text: string): QueryWord[] {
  const words = text.toLowerCase().match(WORDS) ?? [];
  const together = words.slice(0, MAX_WORDS).join(' ');
  const known = [...(words.length > 1 ? [together] : []), ...new Set(words)]
    .map((word) => ({ word, frequency: index.documentFrequency(word) }))
    // A word that is in most of a large history would have all of it ranked, for nothing.
    .filter(({ frequency }) => frequency > 0 && frequency <= COMMON);
  if (known.length === 0) return [];
  const { word, frequency } =
    known[0]!.word === together ? known[0]! : known.reduce((a, b) => (b.frequency < a.frequency ? b : a));
  return [{ word, weight: Math.log(1 + index.size() / frequency) }];
}

/** The informative words of a text, in lower case and in order: no stop words, single characters or long runs. */
export function plainWords(text: string): string[] {
  const words = text.toLowerCase().match(WORDS) ?? [];
  const parted = words.some(isUnspaced) ? words.flatMap((word) => (isUnspaced(word) ? partsOf(word) : [word])) : words;
  return parted.filter((word) => word.length > 1 && word.length <= 40 && !STOP_WORDS.has(word));
}

/** The words in a run of a script without spaces, by ICU's dictionaries. */
function partsOf(run: string): string[] {
  segmenter ??= new Intl.Segmenter('und', { granularity: 'word' });
  return [...segmenter.segment(run)].map(({ segment }) => segment);
}

let segmenter: Intl.Segmenter | undefined;

/** A word without its common English endings, for comparing two texts: "notes" and "noted" match. */
export function stem(word: string): string {
  const plain = foldedLetters(word).normalize('NFD').replace(/\p{M}/gu, '');
  if (plain.length < 5) return plain.replace(/(?<=[^s])s$/, '');
  return plain.replace(/(?:ings?|ed|ies|es|s|ly|e|y)$/, '');
}
