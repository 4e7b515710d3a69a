/** Words and fields that documents keep in places of their own. */
import { expect, test } from 'vitest';
import { readLatex } from '../../../src/core/readers/latex.ts';
import { readNotebook } from '../../../src/core/readers/notebook.ts';
import { readOrg } from '../../../src/core/readers/org.ts';
import { readRst } from '../../../src/core/readers/rst.ts';

test('what stands for a name in reStructuredText', () => {
  const source =
    'Boats\n=====\n\nWe took |ferry| home with |Crew| and |none|.\n\n.. |ferry| replace:: the *old*\n   ferry\n.. |crew| replace:: Anna\n';
  expect(readRst(source).text).toBe('We took the *old* ferry home with Anna and none.');
});

test('the title that LaTeX writes into the PDF only, if none is printed', () => {
  const named = String.raw`\hypersetup{pdftitle={Boats \& oars}, pdfkeywords={sea, oars}}`;
  expect(readLatex(`${named}\\begin{document}Words\\end{document}`)).toMatchObject({
    title: 'Boats & oars',
    tags: ['sea', 'oars'],
  });
  expect(readLatex(`${named}\\title{Printed}\\begin{document}Words\\end{document}`).title).toBe('Printed');
});

test('when an Org file was created, unless it has a date', () => {
  expect(readOrg('#+title: A\n#+created: <2021-03-04 Thu 10:00>\n\nWords').date).toBe('2021-03-04T10:00:00Z');
  expect(readOrg('#+created: <2021-03-04 Thu>\n#+date: 2020-01-02\n\nWords').date).toBe('2020-01-02');
});

test('a cell of a notebook that is none costs itself alone; headings of the old format count', () => {
  const cells = [null, 5, { cell_type: 'markdown', source: { a: 1 } }, { cell_type: 'markdown', source: 'Words' }];
  expect(readNotebook(JSON.stringify({ cells })).text).toBe('Words');
  const old = [{ cell_type: 'heading', level: 1, source: 'Boats' }, ...cells];
  expect(readNotebook(JSON.stringify({ worksheets: [{ cells: old }] }))).toMatchObject({
    title: 'Boats',
    text: 'Words',
  });
});
