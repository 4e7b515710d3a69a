import type { Nodes, Paragraph } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import { findFrontMatter } from '../../text/frontMatterBlock.ts';
import { sentencesOf } from '../../text/sentences.ts';

/** A stretch of text to be rewritten, [start, end) in the text it was cut from, without the white space around it. */
export interface Unit {
  text: string;
  start: number;
  end: number;
}

/** Fewer words show no manner. */
const MIN_WORDS = 4;

/**
 * The sentences of a Markdown text that may be rewritten, by paragraphs, in order. Excluded are headings, quotations,
 * code, tables, front matter, and sentences that contain a link, an image, code or emphasis, whose markup would be
 * lost.
 */
export function rewritableSentences(markdown: string): Unit[][] {
  const start = findFrontMatter(markdown)?.bodyStart ?? 0;
  const tree = fromMarkdown(markdown.slice(start), { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
  return paragraphsIn(tree)
    .map((paragraph) => sentencesIn(paragraph, markdown, start))
    .filter((units) => units.length > 0);
}

function paragraphsIn(node: Nodes): Paragraph[] {
  if (node.type === 'paragraph') return [node];
  if (node.type !== 'root' && node.type !== 'list' && node.type !== 'listItem') return [];
  return node.children.flatMap(paragraphsIn);
}

function sentencesIn(paragraph: Paragraph, markdown: string, shift: number): Unit[] {
  const [from, to] = placeOf(paragraph, shift);
  const marked = paragraph.children.filter(({ type }) => type !== 'text').map((child) => placeOf(child, shift));
  return sentencesOf(markdown.slice(from, to)).flatMap(({ text: raw, start }): Unit[] => {
    const text = raw.trim();
    const at = from + start + raw.indexOf(text);
    const end = at + text.length;
    const plain = !marked.some(([first, last]) => first < end && last > at) && !/[\\<>&*_`[\]$]/.test(text);
    return plain && text.split(/\s+/).length >= MIN_WORDS ? [{ text, start: at, end }] : [];
  });
}

function placeOf({ position }: Nodes, shift: number): [number, number] {
  return [shift + position!.start.offset!, shift + position!.end.offset!];
}
