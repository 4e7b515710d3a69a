import { expect, test } from 'vitest';
import { fileNameFor, isNamedAfter } from '../../../src/core/notes/fileName.ts';

test.each([
  ['C# and F#: notes [2021] ^top', 'Old note.md', ['My note.md'], 'C sharp and F sharp notes 2021 top.md'],
  ['C++', 'old-note.md', [], 'c-plus-plus.md'],
  ['C++', 'old_note.md', ['my_note.md'], 'c_plus_plus.md'],
  ['C++ for me', 'Old note.md', ['A b.md'], 'C++ for me.md'],
  ['C', 'old-note.md', [], 'c.md'],
  ['Learning C# fast', 'old-note.md', [], 'learning-c-sharp-fast.md'],
  ['a | b', 'Old note.md', ['A b.md'], 'a b.md'],
  ['#1 in the list', 'Old note.md', ['A b.md'], '1 in the list.md'],
  ['[[Wiki]] ^block', 'Old note.md', ['A b.md'], 'Wiki block.md'],
  ['50% off & more', 'Old note.md', ['A b.md'], '50% off & more.md'],
  ['1 + 1 = 2', 'old-note.md', [], '1-1-2.md'],
])('%j in place of %j', (title, old, others, name) => {
  const made = fileNameFor(title, old, others);
  expect(made).toBe(name);
  expect(made).not.toMatch(/[#^[\]|]/);
  expect(isNamedAfter(title, made)).toBe(true);
});

test('a file called c is not named after C++', () => {
  expect(isNamedAfter('C++', 'c.md')).toBe(false);
  expect(isNamedAfter('C', 'c.md')).toBe(true);
});
