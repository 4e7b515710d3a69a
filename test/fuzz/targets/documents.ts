import { fingerprint } from '../../../src/core/history/mining/duplicates.ts';
import { isGenerated } from '../../../src/core/history/mining/generated.ts';
import { readItemLine } from '../../../src/core/history/mining/itemLines.ts';
import { redact } from '../../../src/core/history/mining/redact.ts';
import { editTags, editTitle, readTags, readTitle } from '../../../src/core/notes/frontMatter.ts';
import { frontMatterEnd } from '../../../src/core/notes/headLines.ts';
import { readMarkdown, readQuarto } from '../../../src/core/readers/markdown.ts';
import { readNotebook } from '../../../src/core/readers/notebook.ts';
import type { ReadDocument } from '../../../src/core/readers/read.ts';
import { readDate } from '../../../src/core/text/dates.ts';
import { decode } from '../../../src/core/text/decode.ts';
import { languageOf } from '../../../src/core/text/language.ts';
import { paragraphHashes } from '../../../src/core/text/paragraphs.ts';
import { mutatedBytes, mutatedJson } from '../mutations.ts';
import { CELLS, DOCUMENTS, ITEM, readerOf, type Sampled } from '../samples.ts';
import type { Target } from '../target.ts';

const FRONT_MATTERS = [
  '{\n"title": "A",\n"tags": ["x"]\n}\n\nBody',
  ';;;\n"title": "A"\n;;;\nBody',
  '---toml\ntitle = "A"\ndate = 2019-05-03\n---\nBody',
  '% A\n  b\n% Me\n% 2019-05-03\n\nBody',
  'Title: A\nTags: x, y\n\nBody',
  'title:: A\ntags:: [[x]], #y\n\nBody',
  '<!--\n.. title: A\n.. tags: x\n-->\n\nBody',
  '---\ntitle: "A "b" c"\ntags: [x, *y]\ntags: {z: [1]}\n...\n<h1 id="a">B &amp; c</h1>\n\nA\nb\n---\n# D {#e .f}\n',
];
const FRONT_MARKS =
  '--- ... +++ ;;; { } [ ] : :: " % %% <!-- --> <h1> </h1> {#a} tags: title: categories: \n \n\n \t - #'.split(' ');
const DATES = [
  'Monday, December 21st 2020, 9:05:07 pm',
  '21.12.2020 18:20 CET',
  '2020\u5e7412\u670821\u65e5',
  '[[a/2020-12-21|b]]',
  '1608518909864',
];
const DATE_MARKS = '[ ] < > / . - : am pm UTC+ Z \u5e74 \u6708 mai 2019 12 Europe/Berlin \u0661'.split(' ');

/** What mining does with a text between reading and storing it. */
function take({ title, text }: Pick<ReadDocument, 'title' | 'text'>): void {
  const clean = redact(text).text;
  redact(title ?? '');
  fingerprint(clean);
  paragraphHashes(clean);
  languageOf(clean);
}

/** Everything that is read of what the user has written. */
export const DOCUMENT_TARGETS: Target[] = [
  ...(Object.keys(DOCUMENTS) as Sampled[]).map(
    (format): Target => ({
      name: format === 'toml' ? 'markdown, TOML front matter' : format,
      inputs: mutatedBytes([Buffer.from(DOCUMENTS[format].text)], DOCUMENTS[format].marks),
      read: (input) => take(readerOf(format)(input.toString('utf8'))),
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
    name: 'front matter, in other forms',
    inputs: mutatedBytes(
      FRONT_MATTERS.map((text) => Buffer.from(text)),
      FRONT_MARKS,
    ),
    read: (input) => {
      const text = input.toString('utf8');
      readQuarto(text);
      frontMatterEnd(text.split('\n'));
      editTags(text, ['new']);
    },
  },
  {
    name: 'dates',
    inputs: mutatedBytes(
      DATES.map((text) => Buffer.from(text)),
      DATE_MARKS,
    ),
    read: (input) => {
      readDate(input.toString('utf8'));
      readDate(input.toString('utf8'), () => 'de');
    },
  },
  {
    name: 'old encodings',
    inputs: mutatedBytes(
      [
        Buffer.from(DOCUMENTS.markdown.text),
        Buffer.from('Gr\u00fc\u00dfe aus M\u00fcnchen, caf\u00e9', 'latin1'),
        Buffer.from('UTF-16 in two bytes', 'utf16le'),
      ],
      ['\u001b$B', '\u00e9', '\u0000', '\ufeff', '\u3042'],
    ),
    read: (input) => {
      const read = decode(input);
      if (read) take(readMarkdown(read.text));
      isGenerated(read?.text ?? '');
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
        // A file that is not a notebook is skipped, whatever it is.
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
