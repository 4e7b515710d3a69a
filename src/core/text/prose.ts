// One pass per rule; each is linear in the text. Counting words and habits does not need the exact Markdown structure.
const FENCED = /^ {0,3}(`{3,}(?![^\n]*`)|~{3,})[^\n]*(?:\n(?! {0,3}\1)[^\n]*)*(?:\n {0,3}\1[^\n]*)?/gm;
// A code span is matched so that its dollars do not start a formula.
const MATH =
  /(?<!`)(?<code>`+)(?!`)[^\n]{0,2000}?(?<!`)\k<code>(?!`)|(?<!\\)\$\$(?:[^$\\\n]|\\.|\n(?![ \t]*\n)){1,4000}\$\$|(?<![\\$\p{L}\p{N}])\$(?=[^\s$])(?<inner>(?:[^$\\\n]|\\.){0,300}(?<![\s\\]))\$(?![\p{L}\p{N}$])|\\\[(?:[^\\\n]|\\(?!\])|\n(?![ \t]*\n)){1,4000}\\\]|\\\((?:[^\\\n]|\\(?!\))){1,1000}\\\)/gu;
const COMMENT = /<!--[\s\S]*?(?:-->|$(?![\s\S]))/g;
const TAG = /<\/?[a-z][^<>\n]*>/gi;
const AUTOLINK = /<(?:https?:\/\/|mailto:)[^<>\s]*>/gi;
const IMAGE = /!\[[^\]\n]*\](?:\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)|\[[^\]\n]*\])?/g;
const LINK = /\[([^[\]]*)\](?:\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)|\[[^\]\n]*\])/g;
const DEFINITION = /^ {0,3}\[[^\]\n]+\]:[^\n]*$/gm;
const TABLE_ROW = /^ {0,3}\|[^\n]*$/gm;
const LINE_MARK = /^[ \t]*(?:(?:>|[-*+]|\d{1,3}[.)])[ \t]+)*(?:\[[ xX]\][ \t]+)?/gm;
const HEADING = /^ {0,3}#{1,6}[ \t][^\n]*$/gm;
const RULE = /^[ \t]*(?:[-*_=][ \t]*){3,}$/gm;
const EMPHASIS = /(\*{1,3}|_{2,3}|~~)(?=\S)([^\n]{0,300}?\S)\1/g;
const BARE_URL = /\bhttps?:\/\/[^\s<>)\]]+/gi;

/** Removes formulas; code, and sums of money that look like a formula, stay. */
function keepText(match: string, ...rest: unknown[]): string {
  const { code, inner } = rest.at(-1) as { code?: string; inner?: string };
  const money = inner !== undefined && /^\d/.test(inner) && /\s/.test(inner) && !/[\\^_=<>{}]/.test(inner);
  return code !== undefined || money ? match : '';
}

/**
 * The prose of a Markdown text as plain text: no code blocks, formulas, HTML, images, link targets, tables, headings or line marks.
 * Paragraph breaks stay as blank lines.
 */
export function proseOf(markdown: string): string {
  return markdown
    .replace(/\r\n?/g, '\n')
    .replace(FENCED, '')
    .replace(MATH, keepText)
    .replace(COMMENT, '')
    .replace(AUTOLINK, '')
    .replace(TAG, '')
    .replace(IMAGE, '')
    .replace(LINK, '$1')
    .replace(DEFINITION, '')
    .replace(TABLE_ROW, '')
    .replace(HEADING, '')
    .replace(RULE, '')
    .replace(LINE_MARK, '')
    .replace(EMPHASIS, '$2')
    .replace(BARE_URL, '')
    .replaceAll('`', '')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

const WORD = /[\p{L}\p{N}]+(?:['’][\p{L}\p{N}]+)*/gu;

/** Words of a plain text, in order; an apostrophe inside a word belongs to it. */
export function wordsOf(text: string): string[] {
  return text.match(WORD) ?? [];
}

const HAN = /[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]/gu;
const KANA = /[\u3041-\u30ff]/g;
/** Thai, Lao, Burmese and Khmer; vowels and tones above and below their letters do not count. */
const SOUTH_EAST = /[\u0e01-\u0e30\u0e40-\u0e46\u0e81-\u0eb0\u0ec0-\u0ec6\u1000-\u102a\u1780-\u17b3]/g;
const UNSPACED_RUN =
  /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]+/gu;

/**
 * How many words of prose a Markdown text has. In scripts without spaces they are estimated from the characters: 150 of
 * Chinese, 225 of kana or 300 letters of Thai say about what 90 words of English say.
 */
export function countWords(markdown: string): number {
  const prose = proseOf(markdown);
  if (!/[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\u3400-\u9fff\ud840-\ud8ff]/.test(prose))
    return wordsOf(prose).length;
  const count = (pattern: RegExp) => prose.match(pattern)?.length ?? 0;
  const characters = 0.6 * count(HAN) + 0.4 * count(KANA) + 0.3 * count(SOUTH_EAST);
  return wordsOf(prose.replace(UNSPACED_RUN, ' ')).length + Math.ceil(characters);
}
