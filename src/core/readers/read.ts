import { hashtags } from '../text/hashtags.ts';
import { readTags } from '../text/tagList.ts';

/** What a document says about itself; null where it says nothing. */
export interface ReadDocument {
  title: string | null;
  date: string | null;
  /** The field that gives the date, if it is not called `date`. */
  dateField?: string;
  /** The document's own description, where it has one. */
  description?: string;
  tags: string[];
  /** The body as Markdown, without front matter and without a first heading that is the title. */
  text: string;
}

/** What a reader found, before it is tidied. */
export interface Found {
  title: string | null;
  date: string | null;
  dateField?: string;
  /** Null if the document has no place for tags: then hashtags count. */
  tags: string[] | null;
  text: string;
}

/**
 * Tidies what a reader found: titles on one line, tags without repetition, no trailing space, at most one blank line.
 * A heading that opens the text becomes the title if there is none, and is not repeated in the text if it is the title.
 */
export function toDocument({ title, date, dateField, tags, text }: Found): ReadDocument {
  const body = text
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .replace(/^\n+/, '')
    .trimEnd();
  const named = title?.replace(/\s+/g, ' ').trim() || null;
  const heading = /^#{1,6} ([^\n]*\S)(?:\n+|$)/.exec(body);
  const repeated = heading !== null && (named === null || named === heading[1]);
  return {
    title: named ?? heading?.[1] ?? null,
    date,
    ...(dateField !== undefined && { dateField }),
    tags: tags === null ? hashtags(body) : readTags(tags),
    text: repeated ? body.slice(heading[0].length) : body,
  };
}

/** A document's lines, with any line ending, without a byte order mark. */
export function linesOf(source: string): string[] {
  return normalNewlines(source).split('\n');
}

/** The text with `\n` as its only line ending, and without a byte order mark. */
export function normalNewlines(source: string): string {
  return source.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
}

/**
 * Replaces every stretch from an opening to its closing, both included; an opening that is never closed stays.
 * @param opening a global expression
 * @param closing what ends the stretch that this opening begins
 */
export function cutOut(
  text: string,
  opening: RegExp,
  closing: (match: RegExpExecArray) => string,
  replacement = '',
): string {
  // A closing that was not found once is not further on either: without this, many openings would each search to the
  // end.
  const missing = new Set<string>();
  let kept = '';
  let from = 0;
  opening.lastIndex = 0;
  for (let match = opening.exec(text); match; match = opening.exec(text)) {
    const end = closing(match);
    const at = missing.has(end) ? -1 : text.indexOf(end, opening.lastIndex);
    if (at < 0) {
      missing.add(end);
      continue;
    }
    kept += text.slice(from, match.index) + replacement;
    from = at + end.length;
    opening.lastIndex = from;
  }
  return kept + text.slice(from);
}
