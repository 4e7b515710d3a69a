import { expect, test } from 'vitest';
import { readAsciidoc } from '../../../src/core/readers/asciidoc.ts';
import { readLatex } from '../../../src/core/readers/latex.ts';
import { readMarkdown, readPlainText } from '../../../src/core/readers/markdown.ts';
import { readDate } from '../../../src/core/text/dates.ts';
import { firstHeading } from '../../../src/core/text/firstHeading.ts';
import { hashtags } from '../../../src/core/text/hashtags.ts';

const CLOCKS = { title: 'Clocks', date: '2019-05-03', tags: ['oil', 'brass'], text: 'Text.' };

/** Front matter as people write it, whatever a parser makes of it. */
test.each([
  ['a number sign before tags', 'title: Clocks\ndate: 2019-05-03\ntags: #oil #brass'],
  ['in a list', 'title: Clocks\ndate: 2019-05-03 # day\ntags: [#oil, #brass]'],
  ['in lines', 'title: Clocks # the one\ndate: 2019-05-03\ntags:\n  - #oil\n  - #brass'],
  ['links', 'title: [[Clocks]]\ndate: [[Journal/2019-05-03|Friday]]\ntags: [[oil]] [[brass]]'],
  ['a link to a day in words', 'title: "[[old|Clocks]]"\ndate: [[May 3rd, 2019]]\ntags: [oil, brass]'],
  ['tags with names', 'title: Clocks\ndate: 2019-05-03\ntags: [{label: oil, permalink: /oil}, {name: brass}]'],
  ['tags as names of nothing', 'title: Clocks\ndate: 2019-05-03\ntags:\n  oil:\n  brass:'],
  ['a list of one string', 'title: Clocks\ndate: 2019-05-03\ntags:\n  - oil, brass'],
  ['stars', 'title: Clocks\ndate: 2019-05-03\ntags:\n  * oil\n  * brass'],
  ['bars', 'title: Clocks\ndate: 2019-05-03\ntags: oil | brass'],
  ['a bad first line', 'just words\ntitle: Clocks\ndate: 2019-05-03\ntags: [oil, brass]'],
  ['a stray item first', '- stray\ntitle: Clocks\ndate: 2019-05-03\ntags: [oil, brass]'],
  ['a picture as a name', '🔥: x\ntitle: Clocks\ndate: 2019-05-03\ntags: [oil, brass]'],
  ['typographic quotes', 'title: Clocks\ndate: “2019-05-03”\ntags: [“oil”, “brass”]'],
  ['Grav’s table', 'title: Clocks\ndate: 2019-05-03\ntaxonomy:\n  tag: [oil, brass]'],
  ['German', 'Titel: Clocks\nDatum: 03.05.2019\nSchlagwörter: [oil, brass]'],
  ['French', 'titre: Clocks\ndate: 3 mai 2019\nmots-clés: [oil, brass]'],
  ['Chinese', '标题: Clocks\n日期: 2019年5月3日\n标签: [oil, brass]'],
])('reads front matter with %s', (_, fields) => {
  expect(readMarkdown(`---\n${fields}\n---\nText.`)).toMatchObject(CLOCKS);
  expect(readPlainText(`---\n${fields}\n---\nText.`)).toMatchObject(CLOCKS);
  // After a blank line, and in Hexo's form without the first fence if names are known.
  expect(readMarkdown(`\n---\n${fields}\n---\nText.`)).toMatchObject(CLOCKS);
});

test('reads YAML without its first fence, or without any', () => {
  const fields = 'title: Clocks\ndate: 2019-05-03\ntags:\n  - oil\n  - brass\n';
  expect(readMarkdown(`${fields}---\nText.`)).toMatchObject(CLOCKS);
  expect(readMarkdown(`${fields}\nText.`)).toMatchObject(CLOCKS);
});

test.each(['[Draft] Clocks', '{Clocks}', '&Clocks', '!important Clocks', 'Issue #12 mended', 'C# in depth'])(
  'keeps the title %s',
  (title) => expect(readMarkdown(`---\ntitle: ${title}\n---\nText.`).title).toBe(title),
);

test.each(['---\nNote: it rained. We stayed in.\n---\n', '---\nAda: I will go.\nBob: You will not.\nAda: Why?\n---\n'])(
  'reads speech between two rules as text: %j',
  (text) => expect(readMarkdown(`${text}After.`).text).toContain(text.split('\n')[1]),
);

test.each([
  '2019-05-03T10:05:00-07:00[America/Los_Angeles]',
  '2019-05-03 - 10:05',
  '2019-05-03_10-05',
  '2019-05-03T1005',
  '20190503T100500Z',
  '20190503-1005',
  '2019-05-03/2019-05-07',
  '2019-05-03 – 2019-05-07',
  '~2019-05-03',
  '[2019-05-03](2019-05-03.md)',
  '03-MAY-19',
  '令和元年5月3日',
  '3 במאי 2019',
  '3 मई 2019',
  'ngày 3 tháng 5 năm 2019',
])('reads the date %s', (written) => expect(readDate(written)?.slice(0, 10)).toBe('2019-05-03'));

test('reads months without their accents, short years in dates with points, and zones after the hour', () => {
  expect(readDate('3 aout 2019')).toBe('2019-08-03');
  expect(readDate('3 fevrier 2019')).toBe('2019-02-03');
  expect(readDate('12. Maerz 2019')).toBe('2019-03-12');
  expect(readDate('03.05.19', () => 'de')).toBe('2019-05-03');
  expect(readDate('03.05.19', () => 'en')).toBeNull();
  expect(readDate('3. Mai 2019 um 21:05 Uhr MESZ')).toBe('2019-05-03T19:05:00Z');
  expect(readDate('3 mai 2019 à 21 h 05')).toBe('2019-05-03T21:05:00Z');
});

test('reads a revision even if the author has a single name', () => {
  const read = readAsciidoc('= Clocks\nAda <ada@example.org>\nv1.0, 2019-05-03\n:keywords: oil, brass\n\nText.');
  expect(read).toMatchObject(CLOCKS);
  expect(readAsciidoc('= Clocks\nAda\n2019-05-03\n:page-tags: oil, brass\n\nText.')).toMatchObject(CLOCKS);
});

test('LaTeX: counts keywords of the PDF, ignores what TeX never reads', () => {
  const read = readLatex(
    '\\title{Clocks}\\hypersetup{pdfkeywords={oil, brass}}\\begin{document}\n\\iffalse never \\fi Text.\n\\end{document}',
  );
  expect(read).toMatchObject({ title: 'Clocks', tags: ['oil', 'brass'], text: 'Text.' });
});

test('reads emoji in hashtags, and no hashtag after an escaped sign', () => {
  expect(hashtags('#🔥hot #work🚀 #📚 \\#none')).toEqual(['🔥hot', 'work🚀', '📚']);
});

test('reads headings without footnotes and breaks', () => {
  expect(firstHeading('# Title[^1]\n')?.text).toBe('Title');
  expect(firstHeading('# One<br>Two\n')?.text).toBe('One Two');
});
