/**
 * Where title and tags are, judged by a document's first lines alone: this runs on each move of the cursor and needs no
 * parser. The edits themselves use the parsers (`titleEdit`, `editTags`).
 */

import { findFrontMatter } from '../text/frontMatterBlock.ts';

/** A document's title is not searched for below this line. */
export const HEAD_LINES = 400;

const TITLE_KEY = /^\s*(["']?)title\1\s*:(?=\s|$)/i;
export const TAGS_KEY = /^\s*(["']?)(?:tags|keywords)\1\s*:(?=\s|$)/i;
const ATX = /^ {0,3}(#{1,6})[ \t]+\S/;
const SETEXT = /^ {0,3}=+[ \t]*$/;
const CODE = /^ {0,3}(`{3,}|~{3,})/;

/** The line of the closing fence of the front matter, or null if there is none between fences. */
export function frontMatterEnd(lines: readonly string[]): number | null {
  const text = lines.join('\n');
  const block = findFrontMatter(text);
  if (!block || !/^\uFEFF?(?:---|\+\+\+|;;;)/.test(text)) return null;
  return text.slice(0, block.bodyStart).replace(/\n$/, '').split('\n').length - 1;
}

/** The line of the title, or where it would be put: see `titlePlace`. Null for an empty document. */
export function titleLine(lines: readonly string[], language: 'markdown' | 'plaintext'): number | null {
  const end = frontMatterEnd(lines);
  const named = lines.slice(0, end ?? 0).findIndex((line) => TITLE_KEY.test(line));
  if (named >= 0) return named;
  const body = end === null ? 0 : end + 1;
  const heading = language === 'markdown' ? headingLine(lines, body) : null;
  if (heading !== null) return heading;
  if (end !== null) return 0;
  const first = lines.findIndex((line) => line.trim() !== '');
  return first < 0 ? null : first;
}

/** The title on such a line, if it is one of front matter or a heading; otherwise null. */
export function titleText(line: string): string | null {
  const key = TITLE_KEY.exec(line);
  const heading = /^ {0,3}#{1,6}[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$/.exec(line);
  const value = key ? line.slice(key[0].length).replace(/\s#.*$/, '') : (heading?.[1] ?? '');
  return value.trim().replace(/^(["'])(.*)\1$/, '$2') || null;
}

/** The lines of the tags in the front matter, first to last; if it has none, that of its opening fence. */
export function tagsLines(lines: readonly string[]): { first: number; last: number } | null {
  const end = frontMatterEnd(lines);
  if (end === null) return null;
  const first = lines.slice(0, end).findIndex((line) => TAGS_KEY.test(line));
  if (first < 0) return { first: 0, last: 0 };
  let last = first;
  while (last + 1 < end && /^\s*(?:-\s|-$|#)|^\s+\S/.test(lines[last + 1])) last++;
  return { first, last };
}

function headingLine(lines: readonly string[], from: number): number | null {
  let code = '';
  let opened = false;
  for (let at = from; at < lines.length; at++) {
    const line = lines[at];
    const mark = CODE.exec(line)?.[1];
    if (code !== '') {
      if (mark?.startsWith(code) && line.trim() === mark) code = '';
      continue;
    }
    if (mark !== undefined) code = mark;
    else {
      const depth = ATX.exec(line)?.[1].length;
      if (depth === 1 || (depth !== undefined && !opened)) return at;
      if (line.trim() !== '' && SETEXT.test(lines[at + 1] ?? '')) return at;
    }
    if (line.trim() !== '') opened = true;
  }
  return null;
}
