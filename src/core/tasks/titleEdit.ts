import { fromMarkdown } from 'mdast-util-from-markdown';
import { toString as plainText } from 'mdast-util-to-string';
import { editTitle, readTitle, type TextEdit } from './frontMatter.ts';
import { findFrontMatter } from './frontMatterBlock.ts';

type Place = { kind: 'front matter' } | { kind: 'heading'; start: number; end: number; text: string } | { kind: 'top' };

/** The document's title as it stands: from its front matter, else from its first heading; null where it has none. */
export function currentTitle(text: string, language: 'markdown' | 'plaintext'): string | null {
  const place = titlePlace(text, language);
  if (place.kind === 'front matter') return readTitle(text);
  return place.kind === 'heading' ? place.text : null;
}

/**
 * The edit that gives a document a title: in its front matter where it has one, else in the heading that opens
 * it or is its only one of the first level, else as a new first line.
 */
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

function titlePlace(text: string, language: 'markdown' | 'plaintext'): Place {
  if (findFrontMatter(text)) return { kind: 'front matter' };
  if (language !== 'markdown') return { kind: 'top' };
  const { children } = fromMarkdown(text);
  // A deeper heading in the middle is a section's, not the document's.
  const heading = children.find((node, index) => node.type === 'heading' && (index === 0 || node.depth === 1));
  if (heading?.type !== 'heading' || heading.children.length === 0) return { kind: 'top' };
  return {
    kind: 'heading',
    start: heading.children[0].position!.start.offset!,
    end: heading.children.at(-1)!.position!.end.offset!,
    text: plainText(heading),
  };
}
