import { proseOf } from './prose.ts';

const HASHTAG = /(?<![\p{L}\p{N}_/&#.:=])#(\p{L}[\p{L}\p{N}_-]{0,40})/gu;
const CODE_SPAN = /(`+)(?!`)[^\n]*?[^`\n]\1(?!`)/g;
const INDENTED_CODE = /^(?: {4,}|\t+)(?![-*+>][ \t]|\d{1,3}[.)][ \t])[^\n]*$/gm;
const SETEXT_HEADING = /^(?=[ \t]*\S)[^\n]+\n {0,3}(?:=+|-{2,})[ \t]*$/gm;

/** `#hashtags` of a Markdown text's prose in the order they come, each once, in lower case. */
export function hashtags(markdown: string): string[] {
  if (!markdown.includes('#')) return [];
  const prose = proseOf(markdown.replace(CODE_SPAN, '').replace(INDENTED_CODE, '').replace(SETEXT_HEADING, ''));
  const tags = [...prose.matchAll(HASHTAG)].map((match) => match[1]!.replace(/[-_]+$/, '').toLowerCase());
  return [...new Set(tags.filter((tag) => !isColour(tag)))];
}

/** `fff`, `ffcc00`, `a1b2c3d4`: hexadecimal digits as style sheets write them, but not `cafe` or `decade`. */
function isColour(tag: string): boolean {
  if (!/^(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/.test(tag)) return false;
  return /\d/.test(tag) || (tag.length !== 4 && !WORDS.has(tag));
}

const WORDS = new Set('ace add bad bed bee cab dab dad ebb fab fad fed fee decade facade'.split(' '));
