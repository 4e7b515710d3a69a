import { expect, test } from 'vitest';
import { applyEdit, editDescription, readTitle } from '../../../src/core/notes/frontMatter.ts';

const described = (text: string, description: string) => applyEdit(text, editDescription(text, description));

test('a description goes where the document already has one, whatever it is called there', () => {
  expect(described('---\ntitle: A # kept\nsummary: Old.\n---\nText.', 'New: one.')).toBe(
    '---\ntitle: A # kept\nsummary: "New: one."\n---\nText.',
  );
  expect(described('---\nexcerpt: "Old."\n---\n', 'New.')).toBe('---\nexcerpt: "New."\n---\n');
});

test('a new one is called description, in front matter that is added if necessary', () => {
  expect(described('---\ntitle: A\n---\nText.', 'New.')).toBe('---\ntitle: A\ndescription: New.\n---\nText.');
  expect(described('Text.', 'New.')).toBe('---\ndescription: New.\n---\n\nText.');
  expect(readTitle(described('---\ntitle: A\n---\n', 'B.'))).toBe('A');
});
