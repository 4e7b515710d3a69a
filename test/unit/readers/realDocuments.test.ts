import { expect, test } from 'vitest';
import { readAsciidoc } from '../../../src/core/readers/asciidoc.ts';
import { readLatex } from '../../../src/core/readers/latex.ts';
import { readOrg } from '../../../src/core/readers/org.ts';
import { readRst } from '../../../src/core/readers/rst.ts';
import { readTypst } from '../../../src/core/readers/typst.ts';

/** Kinds of faults that real documents showed, compared with well-kept libraries. */
const plain = (text: string) => text.replace(/\s+/g, ' ').trim();

test.each([
  ['a long call', `#figure(\n${'  table.cell[a (b],\n'.repeat(400)})\n\nThe end.`, 'The end.'],
  ['brackets of content within code', 'A #let f(x) = { [a ) b] + "]" }\nB.', 'A B.'],
  ['content of a function of one’s own', '#theorem("Kleene")[Every chain *ends*.] So.', 'Every chain **ends**. So.'],
  ['a template around all', '#paper(title: "A")[\nBody ( one.\n]\nTwo.', 'Body ( one. Two.'],
  ['content among the arguments', '#align(center, text(17pt)[In the middle.])\n', 'In the middle.'],
  ['if and for', '#if draft [Not done.] else [Done.]\n#for x in (1, 2) [Again.]', 'Not done.Done. Again.'],
  ['a condition in code', 'A #if x == "]" { let y = [z] } b', 'A b'],
  ['a formula over blank lines', 'Let\n$\nx &= 1 \\\n\n  &= "a, b"\n$ <eq>\nbe.', 'Let be.'],
  ['show rules with code', '#show heading: it => {\n  set text(red)\n  [*#it.body*]\n}\nText.', 'Text.'],
  ['a statement over lines', '#let total =\n  1 +\n  2\nText.', 'Text.'],
  ['a statement in brackets', '#[#set text(red); Red words.] Black.', 'Red words. Black.'],
  ['terms, references with a supplement', '/ Oil: what it takes.\nSee @fig[Figure].', '- Oil: what it takes. See.'],
  ['a call that ends before a bracket', 'As (see #link("a")[b]) says.', 'As (see b) says.'],
  ['emphasis around what is left out', 'A *#counter(page).display()* b, snake_case_name.', 'A b, snake_case_name.'],
  ['an entry of a glossary', 'A #gls("fpga") is fast.', 'A fpga is fast.'],
  ['dashes and escapes', String.raw`One---two--3 \u{e9}t\#.`, 'One—two–3 ét#.'],
  ['a bracket that is never closed', '#box(width: 1\n\nText.', 'Text.'],
])('Typst: %s', (_, source, right) => {
  expect(plain(readTypst(source).text)).toBe(right);
});

test('Typst: reads a title that the document defines for itself, and no hashtags', () => {
  expect(readTypst('#let title = [On clocks]\n#align(center)[*#title*]\n\nBody, 3#2em.')).toMatchObject({
    title: 'On clocks',
    tags: [],
  });
});

test.each([
  [
    'brackets in code are no formulas',
    '#+begin_src elisp\n"\\\\["\n#+end_src\nKept.\n\n#+begin_src c\n\\]\n#+end_src\n',
    'Kept.',
  ],
  ['formulas between dollar signs', 'Let $x_i \\in X$ and $$y$$ be $5 and $6.', 'Let and be $5 and $6.'],
  ['described items', '- term one :: what it is\n+ =b= :: more', '- term one: what it is + `b`: more'],
  ['citations', 'As he says [cite:@smith2020; see p. 3], it is.', 'As he says, it is.'],
  [
    'a link that goes on in the next line',
    'See [[https://a.b][the long\n  name]] and [[a][b [c] d]].',
    'See the long name and b [c] d.',
  ],
  ['pictures', 'A\n[[file:a/b.png]]\nfile:c.png\n[[https://a.b][file:d.jpg]]\nB', 'A B'],
])('Org: %s', (_, source, right) => {
  expect(plain(readOrg(source).text)).toBe(right);
});

test.each([
  [
    'what describes a function',
    '.. py:function:: f(x)\n              f(x, y)\n   :noindex:\n\n   Opens the file.\n\n   :param x: the name\n   :rtype: int\n',
    'Opens the file. the name',
  ],
  [
    'options, settings, data',
    '.. option:: -f\n\n   Forces it.\n\n.. data:: x\n\n   A number.\n\n.. autofunction:: f\n',
    'Forces it. A number.',
  ],
  [
    'cards and tabs',
    '.. tab-item:: Linux\n   :sync: a\n\n   Type this.\n\n.. only:: html\n\n   Here.',
    'Linux Type this. Here.',
  ],
  ['a literal that goes on', 'Use ``from a\n  import b`` here, ``c`` there.', 'Use `from a import b` here, `c` there.'],
  ['marks in a literal', 'Write ``:py:func:`open``` or ``a`b``.', 'Write `` :py:func:`open` `` or ``a`b``.'],
  ['an escape before a letter', 'All *EXCLUDE*\\s of `block`\\s.', 'All *EXCLUDE*s of blocks.'],
  ['targets without names', 'See `this`__.\n\n__ https://a.b/c\n\nEnd.', 'See this. End.'],
])('reStructuredText: %s', (_, source, right) => {
  expect(plain(readRst(source).text)).toBe(right);
});

test('reStructuredText: reads fields in the form of mail headers', () => {
  const pep =
    'PEP: 302\nTitle: New Import Hooks\nAuthor: A B <a@b.c>,\n        C D <c@d.e>\nStatus: Final\nCreated: 19-Dec-2002\n\n\nAbstract\n========\n\nThis proposes hooks.';
  expect(readRst(pep)).toMatchObject({ title: 'New Import Hooks', date: '2002-12-19' });
  expect(readRst(pep).text).toContain('This proposes hooks.');
  expect(readRst('Note: this is prose.\n\nAnd more.').text).toContain('this is prose');
});

test.each([
  [
    'links whose address is an attribute',
    ':u: https://a.b\n\nSee {u}[the page] and {u}/c[more].',
    'See the page and more.',
  ],
  [
    'terms',
    '`--all`::\n\tEvery one.\n`-n`::\n`--dry`::\n  None. +\nReally.\n\nQ;; A',
    '- `--all`: Every one. - `-n`: - `--dry`: None. Really. - Q: A',
  ],
  ['a meaning below a blank line', 'term::\n\n  What it means.\n\nEnd.', '- term: What it means. End.'],
  ['braces in code', 'The `@{push}` and {missing} end.', 'The `@{push}` and end.'],
  ['callouts', '<1> One thing\n<.> Another', '1. One thing 1. Another'],
])('AsciiDoc: %s', (_, source, right) => {
  expect(plain(readAsciidoc(source).text)).toBe(right);
});

test.each([
  [
    'entries of an index by other names',
    String.raw`Bound\indexdef{variable!bound}\index{x} variables.`,
    'Bound variables.',
  ],
  [
    'references by other names',
    String.raw`As \figref{fig:a} and \see{sec:b} show, \algorithmref{alg} too.`,
    'As and show, too.',
  ],
  ['a link by another name', String.raw`By \urlref{https://a.b/c_d}{somebody} here.`, 'By somebody here.'],
  [
    'sections by other names',
    String.raw`\addchap{One}Text. \olsection{Two}More. \mysubsection{Three}`,
    '## Two More. ### Three',
  ],
  ['rules of inference', String.raw`A \begin{mathpar}\inferrule{a}{b}\end{mathpar} B`, 'A B'],
])('LaTeX: %s', (_, source, right) => {
  expect(plain(readLatex(source).text).replace(/^.*?Text\. /, '')).toBe(right);
});
