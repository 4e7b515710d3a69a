import { proseOf, wordsOf } from '../text/prose.ts';

const FENCED = /^ {0,3}(`{3,}(?![^\n]*`)|~{3,})[^\n]*(?:\n(?! {0,3}\1)[^\n]*)*(?:\n {0,3}\1[^\n]*)?/gm;
/** A list item, quotation, heading, table, indented code or definition: not prose in a paragraph. */
const MARKED =
  /^(?:[ \t]*(?:[-*+•–—]|\d{1,3}[.)]|[a-zA-Z][.)])[ \t]|[ \t]*>|[ \t]*#{1,6}[ \t]|[ \t]*\||[ \t]*\[[^\]\n]+\]:|(?: {4}|\t)|[ \t]*\$\$|[ \t]*<)/;
/** Minutes of a meeting and letters: who speaks, or what follows, before a colon. */
const SPEAKER =
  /^[ \t]*(?:\*{1,2}|_{1,2})?(?:\p{Lu}{1,4}|\p{Lu}[\p{L}.'’-]*(?: \p{Lu}[\p{L}.'’-]*){0,3})(?:\*{1,2}|_{1,2})?[ \t]*(?:\([^()\n]{0,40}\)[ \t]*)?:/u;
const MIN_WORDS = 8;
const SENTENCE_END = /[.!?…]["'”’)\]*_]*(?:\s|$)/;

/**
 * The paragraphs of a Markdown text that are prose, as plain text: no lists, quotations, headings, tables, code,
 * speakers' initials or scraps without a sentence. Only these show how somebody writes.
 */
export function proseParagraphs(markdown: string): string[] {
  return markdown
    .replace(/\r\n?/g, '\n')
    .replace(FENCED, '\n\n')
    .split(/\n[ \t]*\n/)
    .filter((block) => !SPEAKER.test(block) && !block.split('\n').some((line) => MARKED.test(line)))
    .map((block) => proseOf(block).replace(/\s+/g, ' ').trim())
    .filter((text) => SENTENCE_END.test(text) && wordsOf(text).length >= MIN_WORDS);
}
