import { extname } from 'node:path';

import { readAsciidoc } from './asciidoc.ts';
import { EXTENSIONS_BY_FORMAT, type Format } from './extensions.ts';
import { readLatex } from './latex.ts';
import { readMarkdown, readPlainText, readQuarto } from './markdown.ts';
import { readNotebook } from './notebook.ts';
import { readOrg } from './org.ts';
import type { ReadDocument } from './read.ts';
import { readRst } from './rst.ts';
import { readTypst } from './typst.ts';

/** Where an item comes from: a document of this format, or a line of a `.jsonl`. */
export type ItemKind = Exclude<Format, 'quarto'> | 'item';

/** How documents of one format are read. */
export interface Reader {
  kind: ItemKind;
  /** @throws any error where the file is not of this format */
  read: (source: string) => ReadDocument;
  /** Larger files are skipped if they were found in a folder. */
  maxBytes: number;
}

const MAX_BYTES = 2_000_000;
/** A notebook contains the pictures it has made. */
const NOTEBOOK_BYTES = 20_000_000;

const READERS: Record<Format, Reader> = {
  markdown: { kind: 'markdown', read: readMarkdown, maxBytes: MAX_BYTES },
  quarto: { kind: 'markdown', read: readQuarto, maxBytes: MAX_BYTES },
  text: { kind: 'text', read: readPlainText, maxBytes: MAX_BYTES },
  latex: { kind: 'latex', read: readLatex, maxBytes: MAX_BYTES },
  rst: { kind: 'rst', read: readRst, maxBytes: MAX_BYTES },
  asciidoc: { kind: 'asciidoc', read: readAsciidoc, maxBytes: MAX_BYTES },
  org: { kind: 'org', read: readOrg, maxBytes: MAX_BYTES },
  notebook: { kind: 'notebook', read: readNotebook, maxBytes: NOTEBOOK_BYTES },
  typst: { kind: 'typst', read: readTypst, maxBytes: MAX_BYTES },
};

const BY_EXTENSION = new Map(
  Object.entries(READERS).flatMap(([format, reader]) =>
    EXTENSIONS_BY_FORMAT[format as Format].map((extension): [string, Reader] => [extension, reader]),
  ),
);

/** The reader for a file by its extension; any other file is plain text. */
export function readerFor(path: string): Reader {
  return BY_EXTENSION.get(extname(path).slice(1).toLowerCase()) ?? READERS.text;
}
