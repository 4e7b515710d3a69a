import { fromMarkdown } from 'mdast-util-from-markdown';
import { toString as plainText } from 'mdast-util-to-string';
import { HEADING_ATTRIBUTES } from '../text/firstHeading.ts';
import { findFrontMatter } from '../text/frontMatterBlock.ts';
import { editTitle, newFrontMatter, readTitle, refuseOthers, type TextEdit } from './frontMatter.ts';

/** Where a note can keep its title. */
export type TitleHome = 'front matter' | 'heading' | 'file name';

/** Where a document's title is, or would be put. */
export type TitlePlace =
  | { kind: 'front matter'; text: string | null }
  | { kind: 'heading'; start: number; end: number; text: string }
  | { kind: 'new heading'; at: number; text: null }
  | { kind: 'new front matter'; text: null }
  | { kind: 'file name'; text: null };

/**
 * Where the title is: in the front matter that names it, else in the heading that opens the text or is its only one of
 * the first level. If there is none, it goes where the user's other notes have theirs, or else into the front matter,
 * or above everything.
 * @param home where other notes have their titles
 * @throws OwnhandError `bad-input` for front matter that cannot be read
 */
export function titlePlace(
  text: string,
  language: 'markdown' | 'plaintext',
  home: TitleHome | null = null,
): TitlePlace {
  refuseOthers(text, 'title');
  const block = findFrontMatter(text);
  const named = block && readTitle(text);
  if (named) return { kind: 'front matter', text: named };
  const heading = language === 'markdown' ? findHeading(text, block?.bodyStart ?? 0) : null;
  if (heading) return heading;
  if (home === 'file name') return { kind: 'file name', text: null };
  if (home === 'heading' && block && language === 'markdown') {
    return { kind: 'new heading', at: block.bodyStart, text: null };
  }
  if (block) return { kind: 'front matter', text: null };
  return home === 'front matter' && language === 'markdown'
    ? { kind: 'new front matter', text: null }
    : { kind: 'new heading', at: text.startsWith('\uFEFF') ? 1 : 0, text: null };
}

/** The document's current title, or null. */
export function currentTitle(text: string, language: 'markdown' | 'plaintext'): string | null {
  return titlePlace(text, language).text;
}

/**
 * The edit that gives a document a title at the `titlePlace`; a new heading is a line of its own.
 * @returns null if the title is the file's name
 */
export function titleEdit(
  text: string,
  title: string,
  language: 'markdown' | 'plaintext',
  home: TitleHome | null = null,
): TextEdit | null {
  const line = title.replace(/\s+/g, ' ').trim();
  const place = titlePlace(text, language, home);
  if (place.kind === 'file name') return null;
  if (place.kind === 'front matter') return editTitle(text, line);
  if (place.kind === 'heading') return { start: place.start, end: place.end, text: line };
  const newline = /\r?\n/.exec(text)?.[0] ?? '\n';
  if (place.kind === 'new front matter') return newFrontMatter(text, line);
  const { at } = place;
  const mark = language === 'markdown' ? '# ' : '';
  // After front matter, whose blank line stays above it.
  const gap = at > 1 ? (/^(?:[ \t]*\r?\n)*/.exec(text.slice(at))?.[0].length ?? 0) : 0;
  const above = at > 1 && gap === 0 ? newline : '';
  return { start: at + gap, end: at + gap, text: `${above}${mark}${line}${newline}${newline}` };
}

function findHeading(text: string, bodyStart: number): Extract<TitlePlace, { kind: 'heading' }> | null {
  const { children } = fromMarkdown(text.slice(bodyStart));
  // A deeper heading in the middle belongs to a section, not to the document.
  const heading = children.find((node, index) => node.type === 'heading' && (index === 0 || node.depth === 1));
  if (heading?.type !== 'heading' || heading.children.length === 0) return null;
  const start = bodyStart + heading.children[0]!.position!.start.offset!;
  const end = bodyStart + heading.children.at(-1)!.position!.end.offset!;
  // References use what a heading has in braces at its end, so that stays.
  const attributes = HEADING_ATTRIBUTES.exec(text.slice(start, end));
  const shown = plainText(heading);
  if (!attributes || attributes.index === 0) return { kind: 'heading', start, end, text: shown };
  return { kind: 'heading', start, end: start + attributes.index, text: shown.replace(HEADING_ATTRIBUTES, '') };
}
