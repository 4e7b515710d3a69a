/** What no title may be, whoever wrote it; needs no model. */
import { plainWords, stem } from '../../retrieval/query.ts';
import { wordsOf } from '../../text/prose.ts';

/** What a title is checked against. */
export interface TitleGround {
  /** The document's text. */
  text: string;
  /** The user's tags. */
  tags?: readonly string[];
  /** The user's earlier titles, whose words need not occur in the text. */
  titles?: readonly string[];
  /** Whether the language has a word, which then is not a name however it is written; absent if only the text tells. */
  isOrdinary?: (word: string) => boolean;
}

/** Why a text cannot be a title. */
export type TitleFault = 'number' | 'name' | 'slug' | 'twice' | 'end' | 'markup' | 'words';

/** Words that no title ends with, because something must follow them. */
const OPEN_END =
  /(?:^|[\s—–-])(?:a|an|the|of|in|on|at|to|for|with|from|by|and|or|but|as|is|are|was|were|be|that|which|this|my|your|our|their|its|into|about|than|if|when)$|[,:;(–—-]$/i;
/** Links, quotations, code and addresses: copied with their marks. */
const MARKUP = /\]\(|https?:|www\.|^(?:[>|*]|#+ )|[<>{}|`\\]|\*\*|__/;
/** How letters begin, and end. */
export const GREETING = /^(?:dear|hi|hello|hey|thanks|thank you|best regards|cheers|hugs)(?:$|[\s,!])/i;
/** This share of a title's content words must be in the text, or in earlier titles. */
const LEAST_KNOWN = 0.3;
/** A title of fewer words that ends with a point broke off at an abbreviation. */
const SHORT = 4;
/** Words that a title may add: the kind of text it heads. */
const GENRE = new Set(
  `guide introduction intro notes note overview update updates review summary tutorial story part thoughts ideas tips
   report plan minutes meeting announcement announcing release how why what when new first better best making building
   using getting understanding writing reading working learning lessons look year years week month day days`
    .split(/\s+/)
    .map(stem),
);

/**
 * Why a text cannot be the title of a document, or null: it has a number, year or name that is not in the text, is a
 * tag or a slug, says something twice or breaks off, has markup, or most of its words are not in the text, like
 * "Introduction".
 */
export function titleFault(title: string, ground: TitleGround): TitleFault | null {
  const words = wordsOf(title);
  if (MARKUP.test(title)) return 'markup';
  if (words.length === 0 || OPEN_END.test(title) || !balanced(title)) return 'end';
  if (/(?<!\.)\.$/.test(title) && words.length < SHORT) return 'end';
  if (isSlug(title, ground.tags ?? [])) return 'slug';
  if (saysTwice(words)) return 'twice';
  if (!numbersOf(title).every((number) => numbersOf(ground.text).includes(number))) return 'number';
  if (GREETING.test(title) && !ground.titles?.some((each) => GREETING.test(each))) return 'words';
  if (namesMissing(title, ground).length > 0) return 'name';
  return knownShare(title, ground) < LEAST_KNOWN ? 'words' : null;
}

/**
 * Share of a title's content words that the text has, or an earlier title; words for the kind of text do not count. 0
 * if it has no others; 1 for a title that the user has used before.
 */
export function knownShare(title: string, { text, titles = [] }: TitleGround): number {
  if (titles.some((each) => each.toLowerCase() === title.toLowerCase())) return 1;
  const there = wordsIn(text);
  const isKnown = (word: string) => there.has(stem(word));
  const own = plainWords(title).filter((word) => isKnown(word) || !GENRE.has(stem(word)));
  return own.length === 0 ? 0 : own.filter(isKnown).length / own.length;
}

/** A text's words in their forms, and each neighbouring pair as one: "boot camp" knows "bootcamp". */
function wordsIn(text: string): Set<string> {
  const words = wordsOf(text);
  const joined = words.slice(1).map((word, at) => `${words[at]}${word}`);
  return new Set([...words, ...joined].flatMap(formsOf));
}

/** Digits as written, including marks inside: "2.0", "1,000". */
function numbersOf(text: string): string[] {
  return text.match(/\d+(?:[.,:]\d+)*/g) ?? [];
}

/** One of the tags, several tags in a row, or words joined only by hyphens. */
function isSlug(title: string, tags: readonly string[]): boolean {
  const known = new Set(tags.map((tag) => tag.toLowerCase()));
  const parts = title.split(/,\s*/).map((part) => part.trim().replace(/^#/, '').toLowerCase());
  if (parts.length > 1 && parts.every((part) => known.has(part) || /^[\p{Ll}\p{N}-]+$/u.test(part))) return true;
  if (/^#/.test(title) || /^[\p{L}\p{N}]+(?:[-_][\p{L}\p{N}]+){2,}$/u.test(title)) return true;
  return known.has(title.toLowerCase());
}

/**
 * The same words on both sides of a mark, two words in a row repeated, or a word next to its like: "innovation
 * innovators".
 */
function saysTwice(words: readonly string[]): boolean {
  const lower = words.map((word) => word.toLowerCase());
  const half = lower.length >> 1;
  if (half > 0 && lower.length % 2 === 0 && lower.slice(0, half).join(' ') === lower.slice(half).join(' ')) return true;
  const content = lower.filter((word) => plainWords(word).length > 0);
  if (content.length >= 3 && new Set(content.map(stem)).size * 2 <= content.length) return true;
  const alike = ([one, other]: [string, string]) => plainWords(one).length > 0 && stem(one) === stem(other);
  if (lower.slice(1).some((word, at) => alike([lower[at], word]))) return true;
  const pairs = lower.slice(1).map((word, at) => `${lower[at]} ${word}`);
  return new Set(pairs).size < pairs.length;
}

/**
 * Words that could be names and occur neither in the text nor in the language. If all words are capitalised, as in many
 * titles, these are all of them, unless they name a kind of text or the user has used them in a title before.
 */
function namesMissing(title: string, { text, titles = [], isOrdinary }: TitleGround): string[] {
  const there = wordsIn(text);
  const earlier = new Set(titles.flatMap((each) => wordsOf(each).flatMap(formsOf)));
  const words = wordsOf(title);
  const capital = (word: string) => /^\p{Lu}/u.test(word) || /.\p{Lu}/u.test(word);
  const content = words.slice(1).filter((word) => plainWords(word).length > 0);
  const titleCase = content.filter(capital).length * 2 > content.length;
  return words.filter((word, at) => {
    if (plainWords(word).length === 0 || GENRE.has(stem(word.toLowerCase()))) return false;
    if (formsOf(word).some((form) => there.has(form) || earlier.has(form))) return false;
    if (/.\p{Lu}/u.test(word)) return true;
    if (isOrdinary && /^\p{L}+$/u.test(word) && !formsOf(word).some(isOrdinary)) return true;
    // Any word at the beginning of a title has a capital.
    return capital(word) && at > 0 && !(titleCase && isOrdinary);
  });
}

function formsOf(word: string): string[] {
  const lower = word.toLowerCase().replace(/['’]s$/, '');
  return [lower, stem(lower)];
}

function balanced(title: string): boolean {
  const count = (mark: RegExp) => title.match(mark)?.length ?? 0;
  return count(/[([]/g) === count(/[)\]]/g) && count(/["“”]/g) % 2 === 0;
}
