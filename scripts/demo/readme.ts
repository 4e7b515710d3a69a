import type { Nodes, RootContent } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { toString as plainText } from 'mdast-util-to-string';
import { gfm } from 'micromark-extension-gfm';

/** Sections that say nothing about their author's writing. */
const SECTIONS =
  /^(?:licen[cs]e|contents|table of contents|toc|contribut(?:e|ing|ors?)|install(?:ation|ing)?|security|sponsors?|backers?|support|related|see also|compatibility|types|maintainers?|changelog|release notes|running tests|building docs|test(?:s|ing)?|author)\b/i;

/**
 * Cleans a README: no badges, images, HTML, link definitions, tables of contents, and none of the sections that every
 * package has. Links to definitions become their plain text.
 * @returns its blocks as Markdown, headings in `#` form
 */
export function cleanReadme(source: string): string[] {
  const tree = fromMarkdown(source, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
  const blocks: string[] = [];
  /** Depth of the heading whose section is being left out; 0 for none. */
  let leftOut = 0;
  for (const node of tree.children) {
    if (node.type === 'heading') {
      if (leftOut && node.depth > leftOut) continue;
      leftOut = SECTIONS.test(plainText(node)) ? node.depth : 0;
      // The first heading is the package's name.
      if (!leftOut && node.depth > 1)
        blocks.push(`${'#'.repeat(node.depth)} ${rewrite(node, source).replace(/^#+\s*|\s*[-=]+\s*$/g, '')}`);
      continue;
    }
    if (leftOut || isNoise(node)) continue;
    const text = rewrite(node, source).trim();
    if (text !== '') blocks.push(text);
  }
  return blocks;
}

function isNoise(node: RootContent): boolean {
  if (['html', 'definition', 'footnoteDefinition', 'thematicBreak', 'yaml'].includes(node.type)) return true;
  if (node.type === 'list') {
    // A list of links into the page itself is its table of contents.
    const links = collect(node, (child) => child.type === 'link');
    return links.length > 0 && links.every((link) => link.type === 'link' && link.url.startsWith('#'));
  }
  return node.type === 'paragraph' && plainText(node, { includeImageAlt: false, includeHtml: false }).trim() === '';
}

/** The node's Markdown with reference links as their text, and without images and inline HTML. */
function rewrite(node: RootContent, source: string): string {
  const edits = collect(node, (child) => ['linkReference', 'imageReference', 'image', 'html'].includes(child.type));
  const start = node.position!.start.offset!;
  let text = source.slice(start, node.position!.end.offset!);
  // From the end, so that offsets before an edit stay valid; an edit inside another one is part of it.
  for (const edit of edits.toReversed()) {
    const [from, to] = [edit.position!.start.offset! - start, edit.position!.end.offset! - start];
    text =
      text.slice(0, from) +
      (edit.type === 'linkReference' ? plainText(edit, { includeImageAlt: false }) : '') +
      text.slice(to);
  }
  return text;
}

/** Outermost descendants that match, in order. */
function collect(node: Nodes, matches: (node: Nodes) => boolean): Nodes[] {
  if (matches(node)) return [node];
  return 'children' in node ? node.children.flatMap((child) => collect(child, matches)) : [];
}
