import { proseOf } from './prose.ts';
import { cleanTag } from './tagList.ts';

/** Parts of a tag between slashes and points; a nested tag is one tag. A point before a capital ends a sentence. */
const PART = '[\\p{L}\\p{N}\\p{M}\\p{Extended_Pictographic}_\\u200c\\u200d-]+';
const HASHTAG = new RegExp(
  `(?<![\\p{L}\\p{N}\\p{M}_/&#.:=\\\\])[#＃](${PART}(?:(?:/|\\.(?=[\\p{Ll}\\p{Lo}\\p{N}]))${PART})*)`,
  'gu',
);
/** Bear's tags of several words: `#garden work#`. The name of a language, as in "#one and C#", closes none. */
const WORDY = new RegExp(
  `(?<![\\p{L}\\p{N}\\p{M}_/&#.:=\\\\])#(${PART}(?:/${PART})*(?: ${PART}(?:/${PART})*){1,4})(?<! [A-Za-z])#(?![\\p{L}\\p{N}#])`,
  'gu',
);
/** Anything longer is not a tag. */
const LONGEST = 80;
const CODE_SPAN = /(`+)(?!`)[^\n]*?[^`\n]\1(?!`)/g;
const INDENTED_CODE = /^(?: {4,}|\t+)(?![-*+>][ \t]|\d{1,3}[.)][ \t])[^\n]*$/gm;
const SETEXT_HEADING = /^(?=[ \t]*\S)[^\n]+\n {0,3}(?:=+|-{2,})[ \t]*$/gm;

/** `#hashtags` in a Markdown text's prose in their order, each once, in lower case and composed characters. */
export function hashtags(markdown: string): string[] {
  if (!/[#＃]/.test(markdown)) return [];
  const written = markdown.normalize('NFC');
  const prose = proseOf(written.replace(CODE_SPAN, '').replace(INDENTED_CODE, '').replace(SETEXT_HEADING, ''));
  const wordy = [...prose.matchAll(WORDY)].map((match) => match[1]!.toLowerCase());
  const rest = wordy.length > 0 ? prose.replace(WORDY, ' ') : prose;
  const single = [...rest.matchAll(HASHTAG)].map((match) => cleanTag(match[1]!.replace(/[-_]+$/, '')).toLowerCase());
  const tags = [...wordy, ...single];
  return [
    ...new Set(
      tags.filter((tag) => /[\p{L}\p{Extended_Pictographic}]/u.test(tag) && tag.length <= LONGEST && !isColour(tag)),
    ),
  ];
}

/** `fff`, `ffcc00`, `a1b2c3d4`: hexadecimal digits as style sheets write them, but not `cafe` or `decade`. */
function isColour(tag: string): boolean {
  if (!/^(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/.test(tag)) return false;
  return /\d/.test(tag) || (tag.length !== 4 && !WORDS.has(tag));
}

const WORDS = new Set('ace add bad bed bee cab dab dad ebb fab fad fed fee decade facade'.split(' '));
