import { expect, test } from 'vitest';
import { applyEdit, type DocumentKind, editTags } from '../../../src/core/notes/frontMatter.ts';
import { frontMatterEnd } from '../../../src/core/notes/headLines.ts';
import { titleEdit } from '../../../src/core/notes/titleEdit.ts';
import { readMarkdown } from '../../../src/core/readers/markdown.ts';

/** The document with the tag `new`, and its tags as mining reads them back. */
function withNew(text: string, kind: DocumentKind = {}): { text: string; tags: string[] } {
  const edit = editTags(text, ['new'], kind);
  const edited = edit ? applyEdit(text, edit) : text;
  return { text: edited, tags: readMarkdown(edited, kind).tags };
}

test.each([
  ['tags: 3.10', 'tags: [3.10, new]', ['3.10', 'new']],
  ['tags: 007', 'tags: [007, new]', ['007', 'new']],
  ['tag: a', 'tag: [a, new]', ['a', 'new']],
  ['tags: a b', 'tags: [a, b, new]', ['a', 'b', 'new']],
  ['categories: [a, c]', 'categories: [a, c, new]', ['a', 'c', 'new']],
  ['topics: [a]', 'topics: [a, new]', ['a', 'new']],
  ['tags: []\ncategories: [a]', 'tags: []\ncategories: [a, new]', ['a', 'new']],
  ['keyword: two words', 'keyword: [two words, new]', ['two words', 'new']],
  ['tags: ~', 'tags: [new]', ['new']],
  ['title: x', 'title: x\ntags: [new]', ['new']],
])('a tag joins %j', (before, after, tags) => {
  expect(withNew(`---\n${before}\n---\n`)).toEqual({ text: `---\n${after}\n---\n`, tags });
});

test('a tag is recognised, however it is written', () => {
  expect(editTags('---\ntags:\n  - "#a"\n  - "[[B]]"\n---\n', ['a', 'b'])).toBeNull();
});

test('Quarto’s tags are its categories', () => {
  const quarto = { quarto: true };
  expect(withNew('---\ntitle: x\n---\n', quarto).text).toBe('---\ntitle: x\ncategories: [new]\n---\n');
  expect(withNew('Body', quarto).text).toBe('---\ncategories: [new]\n---\n\nBody');
  expect(withNew('---\ncategories: [a]\ntags: [b]\n---\n', quarto).tags).toEqual(['a', 'new']);
});

test('front matter that is not YAML is refused in a sentence', () => {
  for (const text of [
    '{\n "title": "x"\n}\ntext',
    '+++\na = 1\n+++\n',
    '% A\n\ntext',
    'title:: A\n\ntext',
    'Title: A\n\ntext',
  ]) {
    expect(() => editTags(text, ['new'])).toThrow(/^The front matter is [^.]+; write the tags yourself\.$/);
  }
});

test.each([
  ['# Opening the case {#sec-open .unnumbered}\n', '# Oil {#sec-open .unnumbered}\n'],
  ['Opening {#a}\n=======\n', 'Oil {#a}\n=======\n'],
  ['# Opening {the case}\n', '# Oil\n'],
])('the title of %j', (before, after) => {
  expect(applyEdit(before, titleEdit(before, 'Oil', 'markdown')!)).toBe(after);
});

test('the end of the front matter is where mining sees it', () => {
  const end = (text: string) => frontMatterEnd(text.split('\n'));
  expect(end('---\na: 1\n...\nBody')).toBe(2);
  expect(end('---\n\nA rule, and prose.\n\n---\n')).toBeNull();
  expect(end('+++\na = 1\n+++\n')).toBe(2);
});
