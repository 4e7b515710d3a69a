// One pass a rule; each is linear in the text. Exact Markdown structure is not needed to count words and habits.
const FENCED = /^ {0,3}(`{3,}(?![^\n]*`)|~{3,})[^\n]*(?:\n(?! {0,3}\1)[^\n]*)*(?:\n {0,3}\1[^\n]*)?/gm;
// A code span is matched so that its dollars are no formula.
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

/** Leaves formulas out; code, and sums of money that look like a formula, stay. */
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

/** How many words of prose a Markdown text has. */
export function countWords(markdown: string): number {
  return wordsOf(proseOf(markdown)).length;
}
