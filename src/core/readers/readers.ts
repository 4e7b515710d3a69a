import { extname } from 'node:path';

import { readAsciidoc } from './asciidoc.ts';
import { readLatex } from './latex.ts';
import { readMarkdown, readPlainText, readQuarto } from './markdown.ts';
import { readNotebook } from './notebook.ts';
import { readOrg } from './org.ts';
import type { ReadDocument } from './read.ts';
import { readRst } from './rst.ts';
import { readTypst } from './typst.ts';

/** Where an item comes from: a document of this format, or a line of a `.jsonl`. */
export type ItemKind = 'markdown' | 'text' | 'latex' | 'rst' | 'asciidoc' | 'org' | 'notebook' | 'typst' | 'item';

/** How documents of one format are read. */
export interface Reader {
  kind: ItemKind;
  /** @throws any error where the file is not of this format */
  read: (source: string) => ReadDocument;
  /** Files above this size, found in a folder, are passed over. */
  maxBytes: number;
}

const MAX_BYTES = 2_000_000;
/** A notebook holds the pictures it has made. */
const NOTEBOOK_BYTES = 20_000_000;

const MARKDOWN: Reader = { kind: 'markdown', read: readMarkdown, maxBytes: MAX_BYTES };
const TEXT: Reader = { kind: 'text', read: readPlainText, maxBytes: MAX_BYTES };
const LATEX: Reader = { kind: 'latex', read: readLatex, maxBytes: MAX_BYTES };
const RST: Reader = { kind: 'rst', read: readRst, maxBytes: MAX_BYTES };
const ASCIIDOC: Reader = { kind: 'asciidoc', read: readAsciidoc, maxBytes: MAX_BYTES };

const READERS = new Map<string, Reader>([
  ...['md', 'markdown', 'mdown', 'mkd', 'mdx', 'rmd'].map((name): [string, Reader] => [name, MARKDOWN]),
  ['qmd', { kind: 'markdown', read: readQuarto, maxBytes: MAX_BYTES }],
  ['txt', TEXT],
  ['text', TEXT],
  ['tex', LATEX],
  ['latex', LATEX],
  ['ltx', LATEX],
  ['rst', RST],
  ['rest', RST],
  ['adoc', ASCIIDOC],
  ['asciidoc', ASCIIDOC],
  ['org', { kind: 'org', read: readOrg, maxBytes: MAX_BYTES }],
  ['ipynb', { kind: 'notebook', read: readNotebook, maxBytes: NOTEBOOK_BYTES }],
  ['typ', { kind: 'typst', read: readTypst, maxBytes: MAX_BYTES }],
]);

/** Extensions of the documents that are looked for in folders, without the dot. */
export const EXTENSIONS: readonly string[] = [...READERS.keys()];

/** The reader for a file by its extension; any other file is plain text. */
export function readerFor(path: string): Reader {
  return READERS.get(extname(path).slice(1).toLowerCase()) ?? TEXT;
}
