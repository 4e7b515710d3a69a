import type { HistoryItem } from '../history/store/item.ts';
import { proseOf, wordsOf } from '../text/prose.ts';
import { sentencesOf } from '../text/sentences.ts';
import { MeasureCount } from './measures.ts';
import { type OpeningCount, tellingOpenings } from './openings.ts';
import { type Compared, compare, tellingWords } from './others.ts';
import { proseParagraphs } from './paragraphs.ts';
import { type Spelling, SpellingCount } from './spelling.ts';
import { TopicCount } from './topics.ts';

/** Habits measured over the history; counts and shares, nothing guessed. */
export interface Habits {
  items: number;
  words: number;
  /** Most used tags with their counts, most used first. */
  tags: { tag: string; count: number }[];
  tagsPerItem: number;
  /** Words that mark the subject of several items, and in how many. */
  topics: { word: string; count: number }[];
  title: { words: number; sentenceCase: number; colon: number; question: number; openings: string[] };
  /** Mean words, and the shares of sentences with each mark. */
  sentence: {
    words: number;
    question: number;
    exclamation: number;
    semicolon: number;
    colon: number;
    dash: number;
    parenthesis: number;
  };
  /** Share of sentences by grammatical person. */
  person: { first: number; second: number; third: number };
  /** Words that open the sentences more often than in the writing of others. */
  openings: string[];
  spelling: Spelling;
  /** Compared with other writers; only those found in several documents. */
  compared: Compared[];
  /**
   * Words used clearly more often than by others, in several documents: how many times as often, the most telling
   * first.
   */
  telling: { word: string; times: number }[];
}

const FIRST = new Set(
  "i i'm i've i'd i'll me my mine myself we we're we've we'd we'll us our ours ourselves".split(' '),
);
const SECOND = new Set("you you're you've you'd you'll your yours yourself yourselves".split(' '));
const THIRD = new Set("he he's she she's they they're they've him her them his hers their theirs".split(' '));

const MAX_TAGS = 40;

/**
 * Measures how someone writes, over their items: only their sentences in paragraphs of prose. Nothing is guessed: an
 * empty history gives zeros and `unknown`.
 */
export function measureHabits(items: Iterable<Pick<HistoryItem, 'title' | 'tags' | 'text'>>): Habits {
  const tags = new TagCount();
  const topics = new TopicCount();
  const titles = new TitleCount();
  const sentences = new SentenceCount();
  const measures = new MeasureCount();
  let count = 0;
  let words = 0;
  for (const item of items) {
    count++;
    tags.add(item.tags);
    titles.add(item.title);
    const prose = proseOf(item.text);
    words += wordsOf(prose).length;
    topics.add(prose);
    const paragraphs = proseParagraphs(item.text);
    sentences.add(paragraphs);
    measures.add(paragraphs);
  }
  return {
    items: count,
    words,
    tags: tags.result(),
    tagsPerItem: round(share(tags.total, count)),
    topics: topics.result(),
    title: titles.result(),
    ...sentences.result(),
    compared: compare(measures),
    telling: tellingWords(measures),
  };
}

class TagCount {
  total = 0;
  readonly #counts = new Map<string, number>();

  add(tags: string[]): void {
    this.total += tags.length;
    for (const tag of tags) this.#counts.set(tag, (this.#counts.get(tag) ?? 0) + 1);
  }

  result(): Habits['tags'] {
    return ranked(this.#counts)
      .slice(0, MAX_TAGS)
      .map(([tag, count]) => ({ tag, count }));
  }
}

class TitleCount {
  #titles = 0;
  #words = 0;
  #cased = 0;
  #sentenceCase = 0;
  #colon = 0;
  #question = 0;
  readonly #openings = new Map<string, number>();

  add(title: string): void {
    const words = wordsOf(title);
    if (words.length === 0) return;
    this.#titles++;
    this.#words += words.length;
    if (/:\s/.test(title)) this.#colon++;
    if (/\?\s*$/.test(title)) this.#question++;
    const opening = words[0]!.toLowerCase();
    this.#openings.set(opening, (this.#openings.get(opening) ?? 0) + 1);
    // Words that may have a capital or not; short ones are small in title case too.
    const rest = words.slice(1).filter((word) => word.length > 3 && /^\p{L}/u.test(word));
    if (rest.length === 0) return;
    this.#cased++;
    if (rest.filter((word) => /^\p{Ll}/u.test(word)).length * 2 > rest.length) this.#sentenceCase++;
  }

  result(): Habits['title'] {
    const least = Math.max(3, 0.03 * this.#titles);
    return {
      words: round(share(this.#words, this.#titles)),
      sentenceCase: round(share(this.#sentenceCase, this.#cased)),
      colon: round(share(this.#colon, this.#titles)),
      question: round(share(this.#question, this.#titles)),
      openings: ranked(this.#openings)
        .filter(([, count]) => count >= least)
        .slice(0, 5)
        .map(([word]) => word),
    };
  }
}

class SentenceCount {
  #sentences = 0;
  #sentenceWords = 0;
  readonly #marks = { question: 0, exclamation: 0, semicolon: 0, colon: 0, dash: 0, parenthesis: 0 };
  readonly #person = { first: 0, second: 0, third: 0 };
  readonly #openings = new Map<string, OpeningCount>();
  readonly #spelling = new SpellingCount();

  /** @param paragraphs of one item */
  add(paragraphs: readonly string[]): void {
    const opened = new Set<string>();
    for (const { text } of paragraphs.flatMap((paragraph) => sentencesOf(paragraph))) {
      const words = wordsOf(text).map((word) => word.toLowerCase().replaceAll('’', "'"));
      for (const word of words) this.#spelling.add(word);
      // Text that ends without a full stop is a list item or a caption, not a sentence.
      const end = /([.!?])["'”’)\]*_]*\s*$/.exec(text)?.[1];
      if (words.length < 2 || !end) continue;
      this.#sentences++;
      this.#sentenceWords += words.length;
      if (end === '?') this.#marks.question++;
      if (end === '!') this.#marks.exclamation++;
      if (/;\s/.test(text)) this.#marks.semicolon++;
      if (/:\s/.test(text)) this.#marks.colon++;
      if (/\(\p{L}/u.test(text)) this.#marks.parenthesis++;
      if (/[—–]|\s--?\s/.test(text)) this.#marks.dash++;
      if (words.some((word) => FIRST.has(word))) this.#person.first++;
      if (words.some((word) => SECOND.has(word))) this.#person.second++;
      if (words.some((word) => THIRD.has(word))) this.#person.third++;
      const [first] = words as [string];
      const opening = this.#openings.get(first) ?? { count: 0, items: 0 };
      this.#openings.set(first, { count: opening.count + 1, items: opening.items + (opened.has(first) ? 0 : 1) });
      opened.add(first);
    }
  }

  result(): Pick<Habits, 'sentence' | 'person' | 'openings' | 'spelling'> {
    const { question, exclamation, semicolon, colon, dash, parenthesis } = this.#marks;
    const { first, second, third } = this.#person;
    const part = (count: number) => round(share(count, this.#sentences));
    return {
      sentence: {
        words: round(share(this.#sentenceWords, this.#sentences)),
        question: part(question),
        exclamation: part(exclamation),
        semicolon: part(semicolon),
        colon: part(colon),
        dash: part(dash),
        parenthesis: part(parenthesis),
      },
      person: { first: part(first), second: part(second), third: part(third) },
      openings: tellingOpenings(this.#openings, this.#sentences),
      spelling: this.#spelling.result(),
    };
  }
}

/** By count, the greatest first; ties by name, so that the result does not depend on the order of items. */
function ranked(counts: Map<string, number>): [string, number][] {
  return [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

/** To three decimals: a thousandth more or less says nothing. */
function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
