import { fingerprint } from '../../../src/core/history/mining/duplicates.ts';
import { readItemLine } from '../../../src/core/history/mining/itemLines.ts';
import { redact } from '../../../src/core/history/mining/redact.ts';
import { editTags, editTitle, readTags, readTitle } from '../../../src/core/notes/frontMatter.ts';
import { readAsciidoc } from '../../../src/core/readers/asciidoc.ts';
import { readLatex } from '../../../src/core/readers/latex.ts';
import { readMarkdown } from '../../../src/core/readers/markdown.ts';
import { readNotebook } from '../../../src/core/readers/notebook.ts';
import { readOrg } from '../../../src/core/readers/org.ts';
import type { ReadDocument } from '../../../src/core/readers/read.ts';
import { readRst } from '../../../src/core/readers/rst.ts';
import { readTypst } from '../../../src/core/readers/typst.ts';
import { languageOf } from '../../../src/core/text/language.ts';
import { paragraphHashes } from '../../../src/core/text/paragraphs.ts';
import { mutatedBytes, mutatedJson } from '../mutations.ts';
import { CELLS, DOCUMENTS, type Format, ITEM } from '../samples.ts';
import type { Target } from '../target.ts';

/** What mining does with a text between reading and storing it. */
function take({ title, text }: Pick<ReadDocument, 'title' | 'text'>): void {
  const clean = redact(text).text;
  redact(title ?? '');
  fingerprint(clean);
  paragraphHashes(clean);
  languageOf(clean);
}

const READERS: [Format, (source: string) => ReadDocument][] = [
  ['markdown', readMarkdown],
  ['toml', readMarkdown],
  ['latex', readLatex],
  ['rst', readRst],
  ['asciidoc', readAsciidoc],
  ['org', readOrg],
  ['typst', readTypst],
];

/** Everything that is read of what the user has written. */
export const DOCUMENT_TARGETS: Target[] = [
  ...READERS.map(
    ([format, read]): Target => ({
      name: format === 'toml' ? 'markdown, TOML front matter' : format,
      inputs: mutatedBytes([Buffer.from(DOCUMENTS[format].text)], DOCUMENTS[format].marks),
      read: (input) => take(read(input.toString('utf8'))),
    }),
  ),
  {
    name: 'front matter, edited',
    inputs: mutatedBytes([Buffer.from(DOCUMENTS.markdown.text)], DOCUMENTS.markdown.marks),
    read: (input) => {
      const text = input.toString('utf8');
      readTitle(text);
      readTags(text);
      editTitle(text, 'A new: "title"');
      editTags(text, ['new tag', '- odd: [one']);
    },
  },
  {
    name: 'notebook',
    inputs: mutatedJson([CELLS]),
    read: (input) => {
      let document: ReadDocument;
      try {
        document = readNotebook(input.toString('utf8'));
      } catch (error) {
        // A file that is no notebook is passed over, whatever it is.
        if (error instanceof Error && ['SyntaxError', 'ValiError'].includes(error.name)) return;
        throw error;
      }
      take(document);
    },
  },
  {
    name: '.jsonl item',
    inputs: mutatedJson([ITEM]),
    read: (input) => {
      const draft = readItemLine(input.toString('utf8'), '/notes/items.jsonl');
      if (typeof draft !== 'string') take(draft);
    },
  },
];
