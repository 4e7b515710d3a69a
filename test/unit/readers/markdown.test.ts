import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { readMarkdown, readPlainText } from '../../../src/core/readers/markdown.ts';
import { dateInPath, readDate } from '../../../src/core/text/dates.ts';
import { readFrontMatter } from '../../../src/core/text/frontMatter.ts';
import { countWords, proseOf } from '../../../src/core/text/prose.ts';
import { readTags } from '../../../src/core/text/tagList.ts';

test('reads back YAML front matter written by any program', () => {
  const title = fc.string({ unit: 'grapheme', minLength: 1 }).map((text) => text.replace(/\s+/g, ' ').trim());
  const tag = fc
    .stringMatching(/^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,20}$/u)
    .map((text) => text.normalize('NFC'))
    .map((text) => text.replace(/\s+/g, ' ').trim());
  const tags = fc.uniqueArray(tag, { selector: (text) => text.toLowerCase(), maxLength: 6 });
  const day = fc.date({ min: new Date('1971-01-01'), max: new Date('2199-01-01'), noInvalidDate: true });
  fc.assert(
    fc.property(title, tags, day, fc.boolean(), fc.constantFrom('\n', '\r\n'), (title, tags, day, flow, eol) => {
      fc.pre(title !== '');
      const date = day.toISOString().slice(0, 10);
      const yaml = stringify({ title, date, tags }, { collectionStyle: flow ? 'flow' : 'block', lineWidth: 0 });
      const source = `---\n${yaml}---\n\nBody here.\n`.replaceAll('\n', eol);
      expect(readMarkdown(source)).toMatchObject({ title, date, tags, text: 'Body here.' });
    }),
  );
});

test('never fails on any text, and never loses the body', () => {
  const pieces = fc.constantFrom(
    '---',
    '+++',
    '\n',
    '\r\n',
    'title: a',
    '# ',
    ':',
    '- ',
    '```',
    '[',
    '"',
    '&a *a',
    'x = 1',
    '\uFEFF',
    '\t',
  );
  const text = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.array(pieces, { maxLength: 30 }).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(text, (text) => {
      const { end } = readFrontMatter(text);
      expect(end).toBeGreaterThanOrEqual(0);
      expect(end).toBeLessThanOrEqual(text.length);
      readMarkdown(text);
      readPlainText(text);
      const words = `${text}\n\nlastwordhere`;
      expect(readMarkdown(words).text.endsWith('lastwordhere')).toBe(true);
    }),
  );
});

test.each([
  [
    'TOML',
    '+++\ntitle = "A \\"quoted\\" title"\ndate = 2021-02-03T10:00:00+02:00\ntags = [\n "one",\n \'two\',\n]\n+++\nBody',
    { title: 'A "quoted" title', date: '2021-02-03T08:00:00Z', tags: ['one', 'two'], text: 'Body' },
  ],
  [
    'a comma string of keywords',
    '---\nTitle: X\nkeywords: one, two ,three\n---\nBody',
    { title: 'X', date: null, tags: ['one', 'two', 'three'], text: 'Body' },
  ],
  [
    'categories where tags are empty',
    '---\ntags: []\ncategories: [a]\n---\nBody',
    { title: null, date: null, tags: ['a'], text: 'Body' },
  ],
  ['malformed YAML', '---\ntitle: [unclosed\n---\nBody', { title: null, date: null, tags: [], text: 'Body' }],
  ['empty front matter', '---\n---\nBody', { title: null, date: null, tags: [], text: 'Body' }],
  [
    'a rule, not front matter',
    '---\n\nBody without an end',
    { title: null, date: null, tags: [], text: '---\n\nBody without an end' },
  ],
  [
    'a first heading as the title',
    '\n# My *first* `post`\n\nBody',
    { title: 'My first post', date: null, tags: [], text: 'Body' },
  ],
  ['an underlined heading', 'My post\n=======\n\nBody', { title: 'My post', date: null, tags: [], text: 'Body' }],
  [
    'a heading that repeats the title',
    '---\ntitle: My Post!\n---\n\n## My post\n\nBody',
    { title: 'My Post!', date: null, tags: [], text: 'Body' },
  ],
  [
    'a heading that says more',
    '---\ntitle: My Post\n---\n# Why\n\nBody',
    { title: 'My Post', date: null, tags: [], text: '# Why\n\nBody' },
  ],
  [
    'a comment in code that looks like a heading',
    '```sh\n# not this\n```\n\n## This\n\nBody',
    { title: 'This', date: null, tags: [], text: '```sh\n# not this\n```\n\n## This\n\nBody' },
  ],
  [
    'hashtags',
    'On #Trains and #slow-travel, not a#b or `#code` or /x#y. #trains',
    {
      title: null,
      date: null,
      tags: ['trains', 'slow-travel'],
      text: 'On #Trains and #slow-travel, not a#b or `#code` or /x#y. #trains',
    },
  ],
])('reads %s', (_, source, expected) => {
  expect(readMarkdown(source)).toMatchObject(expected);
});

test.each([
  ['2026-11-22', '2026-11-22'],
  ['2026/1/2', '2026-01-02'],
  ['2026-11-22 10:00:00 +0200', '2026-11-22T08:00:00Z'],
  ['2026-11-22T10:00:00.123Z', '2026-11-22T10:00:00Z'],
  ['Nov 22, 2026', '2026-11-22'],
  ['22 November 2026', '2026-11-22'],
  ['Sun, 22 Nov 2026 10:00:00 +0000', '2026-11-22T10:00:00Z'],
  ['2026-02-30', null],
  ['soon', null],
  ['', null],
  [20261122, '2026-11-22'],
  [7, null],
])('reads the date %j', (value, expected) => {
  expect(readDate(value)).toBe(expected);
});

test.each([
  ['/blog/_posts/2015-11-21-title.md', '2015-11-21'],
  ['/blog/2015/11/21/title.md', '2015-11-21'],
  ['C:\\notes\\20151121.txt', '2015-11-21'],
  ['/2014-01-01/2015-11-21.md', '2015-11-21'],
  ['/notes/2015-13-45.md', null],
  ['/notes/1234567890123.md', null],
])('finds the date in %s', (path, expected) => {
  expect(dateInPath(path)).toBe(expected);
});

test('keeps code, HTML, images, link targets and tables out of prose', () => {
  const markdown = `## Heading\n\nSome **bold** text with [a link](https://example.com/(x)) and ![image](a.png).\n\n\`\`\`js\nconst hidden = 1;\n\`\`\`\n\n> - [ ] Quoted \`item\`\n\n| a | b |\n|---|---|\n\n<div class="x">inside</div> <https://example.com>\n\n[ref]: https://example.com\n\n~~~\nunclosed`;
  expect(proseOf(markdown)).toBe('Some bold text with a link and .\n\nQuoted item\n\ninside');
  expect(countWords(markdown)).toBe(10);
});

test('cleans tags and counts each once', () => {
  expect(readTags(['#A', 'a', ' b  c ', '', 7, null, {}])).toEqual(['A', 'b c', '7']);
  expect(readTags(undefined)).toEqual([]);
});
