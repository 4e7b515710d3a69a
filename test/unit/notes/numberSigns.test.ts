import { expect, test } from 'vitest';
import { applyEdit, editTags, editTitle, readTags, readTitle } from '../../../src/core/notes/frontMatter.ts';

test.each(['tags: #oil #brass', 'tags: [#oil, #brass]', 'tags:\n  - #oil\n  - #brass', '\ntags: #oil, #brass # two'])(
  'adds a tag to those that begin with a number sign: %j',
  (tags) => {
    const text = `---\n${tags}\n---\nText.`;
    const edit = editTags(text, ['new', 'oil']);
    expect(readTags(applyEdit(text, edit!))).toEqual(['oil', 'brass', 'new']);
  },
);

test('replaces all of a title with a number in it', () => {
  const text = '---\ntitle: Issue #12 mended # not yet\n---\nText.';
  const edited = applyEdit(text, editTitle(text, 'Oil'));
  expect(readTitle(edited)).toBe('Oil');
  expect(edited).not.toContain('12');
});
