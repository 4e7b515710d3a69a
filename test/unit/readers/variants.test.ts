/** More documents of the kinds in documents.json. */
import { describe, expect, test } from 'vitest';
import { isGenerated } from '../../../src/core/history/mining/generated.ts';
import { readAsciidoc } from '../../../src/core/readers/asciidoc.ts';
import { readLatex } from '../../../src/core/readers/latex.ts';
import { readMarkdown, readQuarto } from '../../../src/core/readers/markdown.ts';
import { readNotebook } from '../../../src/core/readers/notebook.ts';
import { readOrg } from '../../../src/core/readers/org.ts';
import { readRst } from '../../../src/core/readers/rst.ts';
import { readTypst } from '../../../src/core/readers/typst.ts';
import { hashtags } from '../../../src/core/text/hashtags.ts';

describe('front matter', () => {
  test.each([
    ['closed by points', '---\ntitle: A\ntags: x\n...\nBody'],
    ['after a blank line', '---\n\ntitle: A\ntags: [x]\n\n---\nBody'],
    ['with a byte order mark', '\uFEFF---\ntitle: A\ntags: [x]\n---\nBody'],
    ['JSON with a comma too many', '{\n"title": "A",\n"tags": ["x",],\n}\n\nBody'],
    ['JSON between semicolons', ';;;\n"title": "A",\n"tags": ["x"]\n;;;\nBody'],
    ['JSON between dashes', '---json\n{"title": "A", "tags": ["x"]}\n---\nBody'],
    ['TOML between dashes', '---toml\ntitle = "A"\ntags = ["x"]\n---\nBody'],
    ['TOML with a bad line', '+++\ntitle = "A"\nauthor = me\ntags = ["x"]\n+++\nBody'],
    ['TOML in a table', '+++\ntitle = "A"\n[taxonomies]\ntags = ["x"]\n+++\nBody'],
    ['MultiMarkdown with a field that goes on', 'Title: A\nSummary: one\n  two\nTags: x\n\nBody'],
    ['Logseq', 'title:: A\ntags:: [[x]]\n\nBody'],
    ['Logseq in a bullet', '- title:: A\n  tags:: #x\n\nBody'],
    ['Nikola', '<!--\n.. title: A\n.. tags: x\n-->\n\nBody'],
    ['a colon in a title', '---\ntitle: A\ndescription: b: c: d\ntags: [x]\n---\nBody'],
    ['a star', '---\ntitle: A\nby: *me\ntags: [x]\n---\nBody'],
    ['a percent sign', '---\ntitle: A\nby: %me\ntags: [x]\n---\nBody'],
    ['a duplicate key', '---\ntitle: A\ntitle: B\ntags: [x]\n---\nBody'],
    ['an unclosed list', '---\ntitle: A\naliases: [b, c\ntags: [x]\n---\nBody'],
    ['an unclosed quotation mark', '---\ntitle: A\nby: "me\ntags: [x]\n---\nBody'],
    ['a line that is no field', '---\ntitle: A\nwhatever this is\ntags: [x]\n---\nBody'],
    ['tabs', '---\ntitle:\tA\ntags:\n\t- x\n---\nBody'],
    ['no space after the colon', '---\ntitle:A\ntags: [x]\n---\nBody'],
  ])('%s', (_, source) => {
    expect(readMarkdown(source)).toMatchObject({ title: 'A', tags: ['x'], text: 'Body' });
  });

  test.each([
    ['3.10', '3.10'],
    ['007', '007'],
    ['1e3', '1e3'],
    ['0x1F', '0x1F'],
    ['yes', 'yes'],
    ['2020-12-21', '2020-12-21'],
    ['1_000', '1_000'],
    ['12:30', '12:30'],
  ])('keeps the value %s as written', (value, right) => {
    expect(readMarkdown(`---\ntitle: ${value}\ntags: [${value}]\n---\nBody`)).toMatchObject({
      title: right,
      tags: [right],
    });
  });

  test('reads up to three fields in Pandoc’s title block, and lines that continue them', () => {
    expect(readMarkdown('% A long\n  title\n% Me; You\n% May 3, 2019\n\nBody')).toMatchObject({
      title: 'A long title',
      date: '2019-05-03',
      text: 'Body',
    });
    expect(readMarkdown('%\n% Me\n\n# A\n\nBody')).toMatchObject({ title: 'A', text: 'Body' });
  });

  test.each([
    ['a paragraph between rules', '---\n\nI saw: nothing.\n\nIt rained: much.\nAnd so on.\n\n---\n\nMore'],
    ['a sentence with a colon', '---\nWhat I saw there: nothing at all.\nThe next day it rained.\n---\n\nMore'],
    ['a heading', '---\n\n# Heading\n\n---\n\nMore'],
    ['a list', '---\n\n* one\n* two\n\n---\n\nMore'],
    ['a quotation', '---\n\n> He said: go\n\n---\n\nMore'],
    ['JSON that is code', '{"a": 1} is what it printed.\n\nMore'],
    ['a diary', 'Dear diary: it rained.\nNothing else happened: noon came.\n\nMore'],
    ['a comment', '% a remark\\\nof mine'.slice(2)],
  ])('reads %s as text', (_, source) => {
    const { text, title } = readMarkdown(source);
    const heading = title === 'Heading' ? '# Heading' : '';
    for (const word of source.replace(heading, '').match(/\p{L}+/gu)!) expect(text).toContain(word);
  });

  test('reads Quarto’s tags from categories, others’ from tags', () => {
    const source = '---\ntags: [a]\ncategories: [b]\n---\nBody';
    expect(readQuarto(source).tags).toEqual(['b']);
    expect(readMarkdown(source).tags).toEqual(['a']);
  });
});

describe('headings', () => {
  test.each([
    ['# A *b* {#id}', 'A b'],
    ['# A b {.unnumbered}', 'A b'],
    ['# A b {-}', 'A b'],
    ['# A b {: #id .class}', 'A b'],
    ['A b {#id}\n=====', 'A b'],
    ['# A b {#id} #', 'A b'],
    ['# [[x#y|A b]]', 'A b'],
    ['# A [[b]]', 'A b'],
    ['A\nb\n---', 'A b'],
    ['<h1>A <em>b</em></h1>', 'A b'],
    ['<h1 align="center">\n  A&nbsp;b\n</h1>', 'A b'],
    ['<H2>A b</H2>', 'A b'],
    ['# A {b}', 'A {b}'],
    ['# A $x_{1}$ b', 'A $x_{1}$ b'],
  ])('reads %j as %j', (heading, right) => {
    expect(readMarkdown(`${heading}\n\nBody`)).toMatchObject({ title: right, text: 'Body' });
  });
});

test.each([
  ['#a/b/c and #x/', ['a/b/c', 'x']],
  ['#2021-review #3d #42', ['2021-review', '3d']],
  ['#dev.watch.parts. Then #oil.Then', ['dev.watch.parts', 'oil']],
  ['#cafe\u0301 #मराठी #ไทย', ['café', 'मराठी', 'ไทย']],
  ['＃日本語 と #日記。', ['日本語', '日記']],
  ['#книга/заметка, #snake_case', ['книга/заметка', 'snake_case']],
  ['a#b, /x#y, &#39; and #fff', []],
  ['#garden work# and #one, #home/deep cellar#.', ['garden work', 'home/deep cellar', 'one']],
  ['#one and C# and #two', ['one', 'two']],
])('finds the hashtags of %j', (text, right) => {
  expect(hashtags(text)).toEqual(right);
});

test.each([
  ['tags: a b', ['a', 'b']],
  ['tags: "a, b c"', ['a', 'b c']],
  ['tags: a; b c', ['a', 'b c']],
  ['tags: "#a #b"', ['a', 'b']],
  ['tags: "[[a]] [[b c]]"', ['a', 'b c']],
  ['tags: [[a]]', ['a']],
  ['tag: a', ['a']],
  ['keywords: two words', ['two words']],
  ['categories:\n  - [a, b]\n  - c', ['a', 'b', 'c']],
  ['topics: [a]', ['a']],
  ['tags:\n  - name: a\n  - name: b', ['a', 'b']],
  ['tags: [cafe\u0301]', ['café']],
  ['tags: 标签，笔记', ['标签', '笔记']],
])('finds the tags of %j', (field, right) => {
  expect(readMarkdown(`---\n${field}\n---\nBody`).tags).toEqual(right);
});

test.each([
  [String.raw`See \href{http://a.b/x%20y}{this page} now. % gone`, 'See this page now.'],
  [String.raw`Run \verb|50%| of it. % gone`, 'Run `50%` of it.'],
  [String.raw`At \path{a%b} it is. Half.`, 'At it is. Half.'],
  [String.raw`and\slash or, super\-market, shelf\/ful, a\,b`, 'and/or, supermarket, shelfful, a b'],
  [String.raw`\newcommand\ours{Tick}\ours\ is, \ours{}, \ours.`, 'Tick is, Tick, Tick.'],
  [String.raw`\def\ours#1{<#1>}\ours{a} and \ours b`, '<a> and <b>'],
  [String.raw`\newcommand{\hi}[2][dear]{#1 #2}\hi{Ada}, \hi[poor]{Otto}`, 'dear Ada, poor Otto'],
  [String.raw`\newcommand{\one}{\two}\newcommand{\two}{deep}\one{} down`, 'deep down'],
  [String.raw`\NewDocumentCommand{\both}{m m}{#1 and #2}\both{x}{y}`, 'x and y'],
  [String.raw`\newcommand{\x}{Tick\xspace}\x was. \x, too`, 'Tick was. Tick, too'],
  [String.raw`\newcommand{\loop}{\loop}A \loop b`, 'A b'],
])('LaTeX: %s', (source, right) => {
  expect(readLatex(source).text.replace(/\s+/g, ' ')).toContain(right);
});

test.each([
  [String.raw`It costs \$5 and \$6.`, 'It costs $5 and $6.'],
  ['See https://a.b//c/*d and go on.', 'and go on.'],
  ['Run `a // b` and `/* c` too.', 'Run `a // b` and `/* c` too.'],
  ['See #link("http://a.b//c")[the page] now.', 'See the page now.'],
  ['Out /* in /* deep */ in */ again.', 'Out again.'],
  [String.raw`The sum $a \$ b$ is it.`, 'The sum is it.'],
  ['An open $ sign.\n\nThe next paragraph costs $ too.', 'The next paragraph costs $ too.'],
])('Typst: %s', (source, right) => {
  expect(readTypst(source).text.replace(/\s+/g, ' ')).toContain(right);
});

test.each([
  ['#show: paper.with(title: [A #emph[b]], date: "3 May 2019", keywords: ("x", "y"))'],
  [
    '#show: doc => paper(\n  title: "A b",\n  date: datetime(year: 2019, month: 5, day: 3),\n  tags: ([x], [y]),\n  doc)',
  ],
  ['#paper(title: "A b", date: [2019-05-03], keywords: "x, y")[\nBody\n]'],
  ['#let name = "A b"\n#show: paper.with(title: name, date: "2019-05-03", keywords: ("x", "y"))'],
  ['#set document(title: "A b", date: datetime(day: 3, month: 5, year: 2019), keywords: ("x", "y"))'],
])('Typst’s fields: %s', (source) => {
  expect(readTypst(`${source}\n\nBody`)).toMatchObject({ title: 'A b', date: '2019-05-03', tags: ['x', 'y'] });
});

test('AsciiDoc: two-line titles of every level, and blocks that are not titles', () => {
  const source =
    'A long title\n============\nAda B <a@b.c>\nv1.2, May 3, 2019: first\n\nOne\n---\nText one.\n\nTwo two\n~~~~~~~\nText two.\n\n----\ncode\nOne\n----\n\nThree\n^^^^^\nText three.';
  const { title, date, text } = readAsciidoc(source);
  expect({ title, date }).toEqual({ title: 'A long title', date: '2019-05-03' });
  expect(text).toBe('## One\n\nText one.\n\n### Two two\n\nText two.\n\n#### Three\n\nText three.');
  expect(readAsciidoc('書籍の題名\n==========\n\n本文です。').title).toBe('書籍の題名');
});

test('reStructuredText: reads the text on a directive’s own line', () => {
  const text = (source: string) => readRst(source).text.replace(/\s+/g, ' ');
  expect(text('.. tip:: Do it\n   now.\n\nEnd.')).toBe('Do it now. End.');
  expect(text('.. admonition:: Mind\n\n   The gap.\n\nEnd.')).toBe('Mind The gap. End.');
  expect(text('.. deprecated:: 2.0 Use the other.\n   It is better.\n')).toBe('Use the other. It is better.');
  expect(text('.. container:: wide\n\n   Inside.\n')).toBe('Inside.');
  expect(text('.. seealso:: :ref:`there <here>`\n')).toBe('there');
  expect(text('.. figure:: a.png\n   :alt: no\n\nEnd.')).toBe('End.');
});

test('Org: leaves states, cookies, priorities and definitions out of the text', () => {
  const read = readOrg(
    '#+SEQ_TODO: IDEE(i) | FERTIG(f)\n#+TAGS: { a(a) b(b) }\n\n* IDEE [#A] One [1/2] :x:\nBody.\n* FERTIG Two [50%]\nMore.',
  );
  expect(read).toMatchObject({ title: 'One', tags: ['x'], text: 'Body.\n\n# Two\n\nMore.' });
  expect(readOrg('#+date: <2019-05-03 Fri 10:00-11:30 +1w>\n\nBody').date).toBe('2019-05-03T10:00:00Z');
  expect(readOrg('#+date: [2019-05-03 ven.]\n\nBody').date).toBe('2019-05-03');
});

test('notebooks: reads the headings of format 3, and kinds in any case', () => {
  const cells = '[{"cell_type": "heading", "level": 2, "source": ["A"]}, {"cell_type": "Markdown", "source": "body"}]';
  expect(readNotebook(`{"worksheets": [{"cells": ${cells}}]}`)).toMatchObject({ title: 'A', text: 'body' });
});

test('notebooks: tolerates missing parts and the JSON of other programs', () => {
  const cell = '{"cell_type": "markdown", "source": ["# A\\n", null, "NaN: body"]}';
  for (const source of [
    `{"cells": [${cell}, null, {"source": "no kind"}], "metadata": null}`,
    `{"cells": [${cell}, {"cell_type": "code", "source": null, "outputs": [NaN, -Infinity]}]}`,
    `{"worksheets": [{"cells": [${cell}]}, null]}`,
  ]) {
    expect(readNotebook(source)).toMatchObject({ title: 'A', text: 'NaN: body' });
  }
  expect(() => readNotebook('{"a": 1}')).toThrow();
});

test.each([
  '<!-- AUTO-GENERATED FILE. DO NOT EDIT. -->\n\n# A',
  '---\n# This file was automatically generated\ntitle: A\n---\n\nText',
  '% This file is generated by a tool\n\\section{A}',
  '.. This page was generated by sphinx-apidoc\n\nA\n=',
  '// Generated by asciidoctor. DO NOT EDIT.\n= A',
  '[//]: # (generated by docs-maker)\n\n# A',
])('recognises %j as generated', (content) => {
  expect(isGenerated(content)).toBe(true);
});

test.each([
  '# On generated pictures\n\nThey are automatically generated by a model.',
  'This file was generated by hand, she said.',
  '<!-- toc: automatically generated by doctoc -->\n\n# A\n\nText',
  '# DO NOT edit my diary\n\nText',
  '<!-- I generated from my notes a list -->\n\nText'.replace('generated from', 'made from'),
  '---\ntitle: Generated by chance\n---\n\nText',
])('does not take %j for generated', (content) => {
  expect(isGenerated(content)).toBe(false);
});
