import { expect, it } from 'vitest';
import { editedLines } from '../../../src/core/notes/editedLines.ts';
import { editTags } from '../../../src/core/notes/frontMatter.ts';
import { titleEdit } from '../../../src/core/notes/titleEdit.ts';

it.each([
  ['---\ntitle: Old # why\nx: 1\n---\n', ['title: New # why']],
  ['---\nx: 1\n---\nBody.\n', ['title: New']],
  ['## Old ##\n\nBody.\n', ['## New ##']],
  ['Body.\n', ['# New']],
])('the title in %j: %j', (text, lines) => {
  expect(editedLines(text, titleEdit(text, 'New', 'markdown')!)).toEqual(lines);
});

it.each([
  ['---\ntags: [a] # mine\n---\n', ['tags: [a, b] # mine']],
  ['---\r\ntags:\r\n  - a\r\nx: 1\r\n---\r\n', ['  - b']],
  ['Body.\n', ['tags: [b]']],
  ['---\n---\n', ['tags: [b]']],
  ['---\ntitle: A\n---', ['tags: [b]']],
  ['---\ntags:\n---\n', ['tags: [b]']],
])('the tags in %j: %j', (text, lines) => {
  expect(editedLines(text, editTags(text, ['b'])!)).toEqual(lines);
});
