import * as v from 'valibot';
import { readDate } from '../text/dates.ts';
import { readTags } from '../text/tagList.ts';
import { readMarkdown } from './markdown.ts';
import type { ReadDocument } from './read.ts';

const Source = v.nullish(v.union([v.string(), v.array(v.nullable(v.string()))]));
/** A cell that is none costs itself alone. */
const Cell = v.fallback(
  v.nullable(v.object({ cell_type: v.nullish(v.string()), source: Source, level: v.nullish(v.unknown()) })),
  null,
);
const Cells = v.nullish(v.array(Cell));
/** The parts of a notebook that are read, in the formats 3 (`worksheets`) and 4 (nbformat.readthedocs.io). */
const Notebook = v.pipe(
  v.object({
    cells: Cells,
    worksheets: v.nullish(v.array(v.nullable(v.object({ cells: Cells })))),
    metadata: v.nullish(v.record(v.string(), v.unknown())),
  }),
  v.check(({ cells, worksheets }) => Array.isArray(cells) || Array.isArray(worksheets)),
);

/** Reads the Markdown cells of a Jupyter notebook. @throws an error if the file is not a notebook */
export function readNotebook(source: string): ReadDocument {
  const notebook = v.parse(Notebook, parseJson(source.replace(/^\uFEFF/, '')));
  const cells = notebook.cells ?? notebook.worksheets?.flatMap((sheet) => sheet?.cells ?? []) ?? [];
  const parts = cells.flatMap((cell, i) => {
    const written = cell?.source ?? '';
    const text = typeof written === 'string' ? written : written.join('');
    const kind = cell?.cell_type?.toLowerCase();
    // Format 3 has headings as cells of their own.
    if (kind === 'heading' && text.trim() !== '') return [`${'#'.repeat(levelOf(cell?.level))} ${text.trim()}`];
    // Quarto keeps a document's front matter in a first raw cell.
    return kind === 'markdown' || (i === 0 && kind === 'raw' && /^---\s*\n/.test(text)) ? [text] : [];
  });
  const read = readMarkdown(parts.join('\n\n'));
  const { title, date, tags, keywords } = notebook.metadata ?? {};
  const given = readTags(tags ?? keywords ?? [], { spaces: tags !== undefined });
  return {
    ...read,
    title: (typeof title === 'string' && title.replace(/\s+/g, ' ').trim()) || read.title,
    date: read.date ?? readDate(date),
    tags: given.length > 0 ? given : read.tags,
  };
}

function levelOf(level: unknown): number {
  return typeof level === 'number' && level >= 1 && level <= 6 ? Math.floor(level) : 1;
}

/** JSON as Python writes it: with NaN and Infinity outside strings, which here mean no more than null. */
function parseJson(source: string): unknown {
  try {
    return JSON.parse(source);
  } catch (error) {
    const plain = source.replace(/"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/g, (part) =>
      part.startsWith('"') ? part : 'null',
    );
    if (plain === source) throw error;
    return JSON.parse(plain);
  }
}
