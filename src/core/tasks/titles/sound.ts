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
}

/** Words that no title ends with, because something must follow them. */
const OPEN_END =
  /(?:^|[\s—–-])(?:a|an|the|of|in|on|at|to|for|with|from|by|and|or|but|as|is|are|was|were|be|that|which|this|my|your|our|their|its|into|about|than|if|when)$|[,:;(–—-]$/i;
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
 * tag or a slug, says something twice, or breaks off.
 */
export function titleFault(title: string, ground: TitleGround): 'number' | 'name' | 'slug' | 'twice' | 'end' | null {
  const words = wordsOf(title);
  if (words.length === 0 || OPEN_END.test(title) || !balanced(title)) return 'end';
  if (isSlug(title, ground.tags ?? [])) return 'slug';
  if (saysTwice(words)) return 'twice';
  if (!numbersOf(title).every((number) => numbersOf(ground.text).includes(number))) return 'number';
  return namesMissing(title, ground).length > 0 ? 'name' : null;
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

/** The same words on both sides of a mark, or two words in a row repeated. */
function saysTwice(words: readonly string[]): boolean {
  const lower = words.map((word) => word.toLowerCase());
  const half = lower.length >> 1;
  if (half > 0 && lower.length % 2 === 0 && lower.slice(0, half).join(' ') === lower.slice(half).join(' ')) return true;
  const content = lower.filter((word) => plainWords(word).length > 0);
  if (content.length >= 3 && new Set(content.map(stem)).size * 2 <= content.length) return true;
  const pairs = lower.slice(1).map((word, at) => `${lower[at]} ${word}`);
  return new Set(pairs).size < pairs.length;
}

/**
 * Words that could be names and do not occur in the text. If all words are capitalised, as in many titles, any word
 * could be one, unless it names a kind of text or the user has used it in a title before.
 */
function namesMissing(title: string, { text, titles = [] }: TitleGround): string[] {
  const there = new Set(wordsOf(text).flatMap((word) => formsOf(word)));
  const earlier = new Set(titles.flatMap((each) => wordsOf(each).flatMap((word) => formsOf(word))));
  return wordsOf(title).filter((word, at) => {
    const capital = /^\p{Lu}/u.test(word) || /.\p{Lu}/u.test(word);
    if (!capital || plainWords(word).length === 0) return false;
    // Any word at the beginning of a title has a capital; one that the user never began a title with, and the text does
    // not contain, is a guess.
    if (GENRE.has(stem(word.toLowerCase()))) return false;
    const known = formsOf(word).some((form) => there.has(form) || earlier.has(form));
    return !known && (at > 0 || /.\p{Lu}/u.test(word));
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
