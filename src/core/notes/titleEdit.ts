import { fromMarkdown } from 'mdast-util-from-markdown';
import { toString as plainText } from 'mdast-util-to-string';
import { findFrontMatter } from '../text/frontMatterBlock.ts';
import { editTitle, readTitle, refuseOthers, type TextEdit } from './frontMatter.ts';

/** Where a document's title stands, or would be put. */
export type TitlePlace =
  | { kind: 'front matter'; text: string | null }
  | { kind: 'heading'; start: number; end: number; text: string }
  | { kind: 'top'; text: null };

/**
 * Where the title is: in the front matter that names it, else in the heading that opens the text or is its only one of
 * the first level; where there is none, it belongs into the front matter, or else above everything.
 * @throws OwnhandError `bad-input` for front matter that cannot be read
 */
export function titlePlace(text: string, language: 'markdown' | 'plaintext'): TitlePlace {
  refuseOthers(text, 'title');
  const block = findFrontMatter(text);
  const named = block && readTitle(text);
  if (named) return { kind: 'front matter', text: named };
  const heading = language === 'markdown' ? findHeading(text, block?.bodyStart ?? 0) : null;
  return heading ?? (block ? { kind: 'front matter', text: null } : { kind: 'top', text: null });
}

/** The document's title as it stands, or null. */
export function currentTitle(text: string, language: 'markdown' | 'plaintext'): string | null {
  return titlePlace(text, language).text;
}

/** The edit that gives a document a title, where `titlePlace` says; a new heading is a line of its own. */
export function titleEdit(text: string, title: string, language: 'markdown' | 'plaintext'): TextEdit {
  const line = title.replace(/\s+/g, ' ').trim();
  const place = titlePlace(text, language);
  if (place.kind === 'front matter') return editTitle(text, line);
  if (place.kind === 'heading') return { start: place.start, end: place.end, text: line };
  const start = text.startsWith('\uFEFF') ? 1 : 0;
  const newline = /\r?\n/.exec(text)?.[0] ?? '\n';
  const mark = language === 'markdown' ? '# ' : '';
  return { start, end: start, text: `${mark}${line}${newline}${newline}` };
}

function findHeading(text: string, bodyStart: number): Extract<TitlePlace, { kind: 'heading' }> | null {
  const { children } = fromMarkdown(text.slice(bodyStart));
  // A deeper heading in the middle is a section's, not the document's.
  const heading = children.find((node, index) => node.type === 'heading' && (index === 0 || node.depth === 1));
  if (heading?.type !== 'heading' || heading.children.length === 0) return null;
  return {
    kind: 'heading',
    start: bodyStart + heading.children[0].position!.start.offset!,
    end: bodyStart + heading.children.at(-1)!.position!.end.offset!,
    text: plainText(heading),
  };
}
