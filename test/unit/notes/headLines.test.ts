import { describe, expect, it } from 'vitest';
import { frontMatterEnd, tagsLines, titleLine, titleText } from '../../../src/core/notes/headLines.ts';
import { titlePlace } from '../../../src/core/notes/titleEdit.ts';

const TEXTS = [
  '---\nx: 1\ntitle: A\n---\n# B\n',
  '---\n"Title": A\n---\n',
  '---\nx: 1\n---\n\n# B\n',
  '---\nx: 1\n---\nBody.\n',
  '# B\n\nBody.\n',
  '\n## B\n',
  'Body.\n\n# B\n',
  'Body.\n\n## Section\n',
  '```\n# not one\n```\n\n# B\n',
  'Old\n===\n',
  'Body.\n',
  '\n\nBody.\n',
  '---\nnever closed\n',
];

describe('the line of the title', () => {
  it.each([2, 1, 4, 0, 0, 1, 2, 0, 4, 0, 0, 2, 0].map((line, at) => [TEXTS[at], line] as const))(
    '%j: %i',
    (text, line) => {
      expect(titleLine(text.split('\n'), 'markdown')).toBe(line);
    },
  );

  it('is where the parsers find the title', () => {
    for (const text of TEXTS) {
      const place = titlePlace(text, 'markdown');
      const line = titleLine(text.split('\n'), 'markdown')!;
      if (place.kind === 'heading') expect(text.slice(0, place.start).split('\n').length - 1).toBe(line);
      if (place.kind === 'front matter') expect(line).toBeLessThan(frontMatterEnd(text.split('\n'))!);
      if (place.kind === 'new heading') expect(text.split('\n').slice(0, line).join('').trim()).toBe('');
    }
  });

  it('in plain text is the first that says something; an empty document has none', () => {
    expect(titleLine(['', '# not a heading'], 'plaintext')).toBe(1);
    expect(titleLine(['', ''], 'markdown')).toBeNull();
  });
});

describe('the lines of the tags', () => {
  it.each([
    ['---\nx: 1\ntags: [a]\n---\n', 2, 2],
    ['---\ntags:\n  - a\n  # b\n- c\nx: 1\n---\n', 1, 4],
    ['---\nKeywords: [a,\n  b]\n---\n', 1, 2],
    ['---\nx: 1\n---\n', 0, 0],
  ])('%j', (text, first, last) => {
    expect(tagsLines(text.split('\n'))).toEqual({ first, last });
  });

  it('are only in the front matter', () => {
    expect(tagsLines(['tags: [a]'])).toBeNull();
    expect(tagsLines(['---', 'tags: [a]'])).toBeNull();
  });
});

it.each([
  ['title: "The tap" # why', 'The tap'],
  ['Title: A: b', 'A: b'],
  ['## Old ##', 'Old'],
  ['title:', null],
  ['---', null],
  ['Some text.', null],
])('the title on %j is %j', (line, title) => {
  expect(titleText(line)).toBe(title);
});
