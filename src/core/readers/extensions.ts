/**
 * Extensions of the documents of each format, without the dot. Apart from the readers, so that the editor's file dialog
 * can name them without loading a parser.
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

/** Extensions of the documents that are looked for in folders, without the dot. */
export const EXTENSIONS: readonly string[] = Object.values(EXTENSIONS_BY_FORMAT).flat();

/** Extension of a file of items, a line each, as other programs write it; read where it is named. */
export const ITEMS_EXTENSION = 'jsonl';
