/** Valid inputs that are mutated, and the marks that steer each format's reader. */
import { EXTENSIONS_BY_FORMAT, type Format } from '../../src/core/readers/extensions.ts';
import type { ReadDocument } from '../../src/core/readers/read.ts';
import { readerFor } from '../../src/core/readers/readers.ts';

const PROSE = `The kettle was quiet on day one, and we *said* so. Call me at +49 170 1234567 or write to a.b@example.org.

We walked to the harbour, where nothing moved; then home again. "It was late," she said - and it was.`;

/** Formats that are text: each needs a sample here, and `toml` is Markdown with other front matter. */
export type Sampled = Exclude<Format, 'quarto' | 'text' | 'notebook'> | 'toml';

const words = (text: string) => [...text.split(' '), '\n', '\n\n', ' ', '\r\n', '\t', '\uFEFF', '\u0000', 'word'];

export const DOCUMENTS: Record<Sampled, { text: string; marks: string[] }> = {
  markdown: {
    text: `---\ntitle: "The kettle: a life" # why not\ndate: 2024-01-02 10:00:00 +0200\ntags: [kettle, "tea, green"]\nmore: &a {x: [1, 2]}\nagain: *a\n---\n\n# The kettle\n\n${PROSE}\n\n- one\n  - two\n\n\`\`\`js\nlet a = 1;\n\`\`\`\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n![x](data:image/png;base64,AAAA) [link](http://a.b) #tag\n`,
    marks: words(
      '--- title: tags: - [ ] { } & * ! | > : # ``` ~~~ === [^1]: <!-- --> <a \\ _ ** ![ ]( &a *a !!binary ? @ %',
    ),
  },
  toml: {
    text: `+++\ntitle = 'The kettle' # why\ndate = 2024-01-02T10:00:00Z\ntags = ["kettle", "tea",\n  'green']\n[extra]\nx = """a"""\n+++\n\n${PROSE}\n`,
    marks: words('+++ title= tags=[ ] " \' \\ """ # = date= [[a]] { }'),
  },
  latex: {
    text:
      String.raw`\documentclass{article}\title{The \emph{kettle}}\date{2 January 2024}\keywords{kettle, tea}
\begin{document}\maketitle % no
\section{One}` +
      `\n${PROSE} $a_1 + b$ \\cite{x} \\footnote{So \\textbf{it}} \\verb|x|\n\\begin{itemize}\\item a\\end{itemize}\n\\[ x \\]\n\\end{document}\n`,
    marks: words(
      String.raw`\ \\ { } $ $$ % [ ] ~ & \[ \] \( \) \begin{itemize} \end{itemize} \begin{verbatim} \end{verbatim} \begin{ \title{ \date{ \section{ \item \verb| \'e \c{c} \foo --- \def\a{ \begin{table} \end{table} \begin{document} \end{document} \keywords{ \item[ \cite{ | \" \textcolor{ ''`,
    ),
  },
  rst: {
    text: `The kettle\n==========\n\n:date: 2024-01-02\n:tags: kettle, tea\n\n${PROSE} \`\`code\`\` :ref:\`there <here>\`\n\n.. note::\n\n   Mind it.\n\n.. code:: js\n\n   let a;\n\n+--+--+\n| a| b|\n+--+--+\n`,
    marks: words(
      '.. :: === --- : ` `` _ | :date: :tags: .. note:: .. code:: .. post:: [1]_ >>> +--+ :ref:` * #. <a> \\',
    ),
  },
  asciidoc: {
    text: `= The kettle\nA Writer <a@b.c>\n2024-01-02\n:keywords: kettle, tea\n\n== One\n\n${PROSE} link:http://a.b[there] footnote:[so]\n\n----\nlet a;\n----\n\n|===\n|a |b\n|===\n\n* one\n** two\n`,
    marks: words(
      '= == ---- .... ++++ //// |=== ==== [ ] [source] :a: // + * . image::x[] link: [[ ]] << >> footnote:[ {a} ((( # ``` --- +++ _',
    ),
  },
  org: {
    text: `#+TITLE: The kettle\n#+DATE: <2024-01-02 Tue>\n#+FILETAGS: :kettle:tea:\n\n* One :kettle:\n:PROPERTIES:\n:ID: x\n:END:\n${PROSE} [[http://a.b][there]] =code= ~x~\n\n#+BEGIN_SRC js\nlet a;\n#+END_SRC\n| a | b |\n`,
    marks: words(
      '* ** :a: :PROPERTIES: :END: #+BEGIN_SRC #+END_SRC #+TITLE: # [[ ][ ]] ~ = / $ \\[ \\] | : COMMENT {{{ }}} <2020-01-01 #+DATE: #+FILETAGS: \\begin{a} \\end{a} :noexport:',
    ),
  },
  typst: {
    text: `#set document(title: "The kettle", date: datetime(year: 2024, month: 1, day: 2), keywords: ("kettle", "tea"))\n#let f(x) = [a #x b]\n= The kettle\n${PROSE} $ a + b $ #emph[so] @there <here>\n// no\n/* nor /* this */ */\n- one\n+ two\n\`\`\`js let a; \`\`\`\n`,
    marks: words(
      '= == # #let #set #link( #emph[ ( ) [ ] { } " $ // /* */ ``` @a <a> * _ \\ + - #link #emph #set document(',
    ),
  },
};

/** What reads a sample in the product. */
export function readerOf(format: Sampled): (source: string) => ReadDocument {
  return readerFor(`x.${EXTENSIONS_BY_FORMAT[format === 'toml' ? 'markdown' : format][0]}`).read;
}

export const CELLS = {
  cells: [
    { cell_type: 'markdown', source: ['# The kettle\n', PROSE] },
    { cell_type: 'code', source: 'let a = 1', outputs: [{ data: {} }] },
    { cell_type: 'raw', source: PROSE },
  ],
  metadata: { title: 'The kettle', date: '2024-01-02', tags: ['kettle'], authors: [{ name: 'A' }] },
  nbformat: 4,
};

export const ITEM = { id: 'one', date: '2024-01-02', title: 'The kettle', tags: ['kettle', 'tea'], text: PROSE };

export const LAMP = [
  {
    id: '1',
    input: 'Which tag? kettle',
    profile: [{ id: '2', text: PROSE, title: 'Tea', tag: 'kettle', date: '2020' }],
  },
  { id: 3, input: PROSE, profile: [] },
];

export const LAMP_OUTPUTS = {
  task: 'LaMP_2',
  golds: [
    { id: '1', output: 'kettle' },
    { id: '3', output: 'tea' },
  ],
};
