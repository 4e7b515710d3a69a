/**
 * Extensions of each document format, without the dot. Separate from the readers, so that the editor's file dialog can
 * list them without loading a parser.
 */
export const EXTENSIONS_BY_FORMAT = {
  markdown: ['md', 'markdown', 'mdown', 'mkd', 'mdx', 'rmd'],
  quarto: ['qmd'],
  text: ['txt', 'text'],
  latex: ['tex', 'latex', 'ltx'],
  rst: ['rst', 'rest'],
  asciidoc: ['adoc', 'asciidoc'],
  org: ['org'],
  notebook: ['ipynb'],
  typst: ['typ'],
} as const;

export type Format = keyof typeof EXTENSIONS_BY_FORMAT;

/** Extensions that are searched for in folders, without the dot. */
export const EXTENSIONS: readonly string[] = Object.values(EXTENSIONS_BY_FORMAT).flat();

/** Extension of a file of items, one per line, as other programs write it; read if the user names it. */
export const ITEMS_EXTENSION = 'jsonl';
