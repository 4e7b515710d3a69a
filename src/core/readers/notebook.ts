import * as v from 'valibot';
import { readDate } from '../text/dates.ts';
import { readTags } from '../text/tagList.ts';
import { readMarkdown } from './markdown.ts';
import type { ReadDocument } from './read.ts';

const Source = v.union([v.string(), v.array(v.string())]);
const Cells = v.array(v.object({ cell_type: v.string(), source: v.optional(Source, '') }));
/** What is read of a notebook, in the formats 3 (`worksheets`) and 4 (nbformat.readthedocs.io). */
const Notebook = v.object({
  cells: v.optional(Cells),
  worksheets: v.optional(v.array(v.object({ cells: v.optional(Cells) }))),
  metadata: v.optional(v.record(v.string(), v.unknown()), {}),
});

/** Reads the Markdown cells of a Jupyter notebook. @throws an error where the file is no notebook */
export function readNotebook(source: string): ReadDocument {
  const notebook = v.parse(Notebook, JSON.parse(source.replace(/^\uFEFF/, '')));
  const cells = notebook.cells ?? notebook.worksheets?.flatMap((sheet) => sheet.cells ?? []) ?? [];
  const parts = cells.flatMap(({ cell_type: kind, source: written }, i) => {
    const text = typeof written === 'string' ? written : written.join('');
    // Quarto keeps a document's front matter in a first raw cell.
    return kind === 'markdown' || (i === 0 && kind === 'raw' && /^---\s*\n/.test(text)) ? [text] : [];
  });
  const read = readMarkdown(parts.join('\n\n'));
  const { title, date, tags, keywords } = notebook.metadata;
  const given = readTags(tags ?? keywords ?? []);
  return {
    title: (typeof title === 'string' && title.replace(/\s+/g, ' ').trim()) || read.title,
    date: read.date ?? readDate(date),
    tags: given.length > 0 ? given : read.tags,
    text: read.text,
  };
}
