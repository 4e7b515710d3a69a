import { expect, test } from 'vitest';
import { readAsciidoc } from '../../../src/core/readers/asciidoc.ts';
import { readLatex } from '../../../src/core/readers/latex.ts';
import { readNotebook } from '../../../src/core/readers/notebook.ts';
import { readOrg } from '../../../src/core/readers/org.ts';
import { readRst } from '../../../src/core/readers/rst.ts';
import { readTypst } from '../../../src/core/readers/typst.ts';

test('LaTeX: metadata, sections, text of commands; no comments, mathematics, code, figures or references', () => {
  const source = String.raw`\documentclass[11pt]{article}
\usepackage{amsmath} % a comment with \title{Not this}
\newcommand{\R}{\mathbb{R}}
\title[Short]{On Slow \emph{Rivers}}
\author{Somebody\thanks{A grant}}
\date{12 March 2021}
\keywords{rivers, slow travel \and maps.}
\begin{document}
\maketitle
\begin{abstract}
We walk along the river\footnote{A note.} and count 50\% of the mills.
\end{abstract}
\section{The Caf\'e at the M\"uhle}\label{sec:one}
A line of text that % goes on
  after the comment, and ends with $x = y^2$, as \cite[p.~3]{smith} says
in \ref{sec:one}.

\begin{verbatim}
int hidden = 1; % {
\end{verbatim}
See \href{https://example.com}{the \textbf{map}} or \texttt{ls -l}~-- ${'``'}quoted'' words---and \verb|a_b|.
\begin{equation}
  E = mc^2
\end{equation}
\[ \int f \]
\begin{itemize}
  \item First thing
  \item[B] Second thing \ldots
\end{itemize}
\begin{figure}\caption{Gone}\includegraphics{x.png}\end{figure}
\begin{lstlisting}[language=C]
also hidden
\end{lstlisting}
Last words.
\bibliography{refs}
\end{document}
after the end`;
  expect(readLatex(source)).toEqual({
    title: 'On Slow Rivers',
    date: '2021-03-12',
    tags: ['rivers', 'slow travel', 'maps'],
    text: `We walk along the river and count 50% of the mills.

## The Café at the Mühle

A line of text that after the comment, and ends with, as says in.

See the map or ls -l – “quoted” words—and \`a_b\`.

- First thing

- B Second thing …

Last words.`,
  });
});

test('LaTeX: reads a part without a preamble, and \\today is not a date', () => {
  expect(readLatex('\\date{\\today}\nJust a paragraph.\n\nAnd {\\bf another} one.')).toEqual({
    title: null,
    date: null,
    tags: [],
    text: 'Just a paragraph.\n\nAnd another one.',
  });
});

test('reStructuredText: title, docinfo, roles; no directives, comments, literal blocks or tables', () => {
  const source = `==========
On Rivers
==========

:date: 2021-03-12 10:20
:tags: rivers, maps
:author: Somebody

.. A comment that
   goes on.

.. image:: x.png
   :alt: gone

First *paragraph* with \`\`code\`\`, :ref:\`the map <map-label>\`, a \`link <https://example.com>\`_
and a reference_ to |this| [1]_.

Section
-------

An example::

    hidden code

    more of it

After it. The list:

* one
* two

#. first

.. note:: Inline words.
   And the note's own prose.

.. code-block:: python

   hidden = 1

Sub
~~~

+----+----+
| a  | b  |
+----+----+

>>> hidden()

| A line of verse
| and another

.. [1] A footnote.
`;
  expect(readRst(source)).toEqual({
    title: 'On Rivers',
    date: '2021-03-12T10:20:00Z',
    tags: ['rivers', 'maps'],
    text: `First *paragraph* with \`code\`, the map, a link
and a reference to this.

## Section

An example:

After it. The list:

* one
* two

1. first

Inline words.
And the note's own prose.

### Sub

A line of verse
and another`,
  });
});

test.each([
  ['Nikola', '.. title: Rivers\n.. date: 2021-03-12\n.. tags: a, b\n\nBody text.'],
  ['ABlog', 'Rivers\n======\n\n.. post:: 2021-03-12\n   :tags: a, b\n\nBody text.'],
  ['meta and tags', '.. tags:: a, b\n\nRivers\n======\n\n:Date: 2021-03-12\n\nBody text.'],
])('reStructuredText: the fields of %s', (_, source) => {
  expect(readRst(source)).toEqual({ title: 'Rivers', date: '2021-03-12', tags: ['a', 'b'], text: 'Body text.' });
});

test('AsciiDoc: header, attributes, macros; no listings, tables, comments or attribute lines', () => {
  const source = `= On Rivers
Some Body <some@example.com>
v1.2, 2021-03-12
:keywords: rivers, maps
:product: Riverbook
:toc:

The {product} tells of https://example.com[the map^], <<mills,the mills>> and \`code\`.
// a comment
It goes on. +
With footnote:[Gone.] more [.big]#marked# words.

[source,ruby]
----
hidden = 1
----

== Section

.A title of a block
[NOTE]
====
Prose in a block.
====

* one
** two
. first

[source]
hidden paragraph

 literal paragraph

|===
| a | b
|===

image::x.png[Gone]

____
A quotation.
____

....
hidden
....
Last words.`;
  expect(readAsciidoc(source)).toEqual({
    title: 'On Rivers',
    date: '2021-03-12',
    tags: ['rivers', 'maps'],
    text: `The Riverbook tells of the map, the mills and \`code\`.
It goes on.
With  more marked words.

## Section

Prose in a block.

- one
- two
1. first

A quotation.

Last words.`,
  });
});

test('AsciiDoc: :revdate:, site attributes and front matter', () => {
  expect(readAsciidoc(`= T\n:revdate: 2020-01-02\n:page-tags: ['a', "b"]\n\nBody.`)).toMatchObject({
    date: '2020-01-02',
    tags: ['a', 'b'],
  });
  // A line that might be names separated in very many ways.
  expect(readAsciidoc(`= T\n${'A'.repeat(2_000)} kettle\n\nBody.`).title).toBe('T');
  expect(readAsciidoc('---\ntitle: Front\ntags: [c]\n---\n\nBody.')).toEqual({
    title: 'Front',
    date: null,
    tags: ['c'],
    text: 'Body.',
  });
});

test('Org: keywords, tags of file and headlines, markup; no blocks, drawers, planning, tables or hidden subtrees', () => {
  const source = `#+TITLE: On Rivers
#+DATE: <2021-03-12 Fri>
#+FILETAGS: :rivers:maps:
#+OPTIONS: toc:nil

First /words/ with *weight*, ~code~ and [[https://example.com][the map]] [fn:1].

* TODO [#A] Walking    :walk:
SCHEDULED: <2021-03-13 Sat>
:PROPERTIES:
:CUSTOM_ID: gone
:END:
Some text on [[https://example.com]] and $x^2$ done.
# a comment
: fixed width

#+BEGIN_SRC python
hidden = 1
#+END_SRC

#+BEGIN_QUOTE
A quotation.
#+END_QUOTE

| a | b |
** COMMENT Hidden
gone
** Mills
- [ ] one
- two
\\begin{equation}
x
\\end{equation}

[fn:1] A footnote.
* Private :noexport:
gone
** deeper
gone`;
  expect(readOrg(source)).toEqual({
    title: 'On Rivers',
    date: '2021-03-12',
    tags: ['rivers', 'maps', 'walk'],
    text: `First *words* with **weight**, \`code\` and the map.

# Walking

Some text on and done.

A quotation.

## Mills

- [ ] one
- two`,
  });
});

test('Org: takes the first heading as the title of a file without one', () => {
  expect(readOrg('* My first post :a:\nBody.')).toEqual({
    title: 'My first post',
    date: null,
    tags: ['a'],
    text: 'Body.',
  });
});

test('notebooks: only the Markdown cells, with a title from metadata or heading', () => {
  const notebook = {
    nbformat: 4,
    metadata: { kernelspec: { name: 'python3' }, date: '2021-03-12', tags: ['data'] },
    cells: [
      { cell_type: 'markdown', source: ['# On Rivers\n', '\n', 'First words.'] },
      { cell_type: 'code', source: 'hidden = 1', outputs: [{ text: 'hidden' }] },
      { cell_type: 'markdown', source: 'Then ![p](data:image/png;base64,iVBORw0KGgo=) more.' },
      { cell_type: 'raw', source: 'hidden' },
    ],
  };
  expect(readNotebook(JSON.stringify(notebook))).toEqual({
    title: 'On Rivers',
    date: '2021-03-12',
    tags: ['data'],
    text: 'First words.\n\nThen ![p]() more.',
  });
  const old = { nbformat: 3, worksheets: [{ cells: [{ cell_type: 'markdown', source: ['Old.'] }] }] };
  expect(readNotebook(JSON.stringify(old)).text).toBe('Old.');
  const quarto = { cells: [{ cell_type: 'raw', source: '---\ntitle: Q\ncategories: [c]\n---' }] };
  expect(readNotebook(JSON.stringify(quarto))).toMatchObject({ title: 'Q', tags: ['c'], text: '' });
  expect(() => readNotebook('{"cells": 1}')).toThrow();
  expect(() => readNotebook('{broken')).toThrow();
});

test('Typst: document settings, headings, text of functions; no code, mathematics or comments', () => {
  const source = `#set document(title: "On Rivers", keywords: ("rivers", "maps"), date: datetime(year: 2021, month: 3, day: 12))
#set page(paper: "a4")
#let note(body) = {
  hidden
}
= On Rivers <top>

First _words_ with *weight* and #link("https://example.com")[the #emph[old] map], as @smith says. // gone
/* gone
too */
$ x = y^2 $

\`\`\`python
hidden = 1
\`\`\`

== Mills
- one
+ two
#figure(
  image("x.png"),
  caption: [Gone],
) <fig>
Costs \\$5 and v1.2.`;
  expect(readTypst(source)).toEqual({
    title: 'On Rivers',
    date: '2021-03-12',
    tags: ['rivers', 'maps'],
    text: `First *words* with **weight** and the old map, as says.

## Mills

- one
1. two

Costs $5 and v1.2.`,
  });
});
