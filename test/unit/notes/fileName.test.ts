import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fileNameFor, freeName, isNamedAfter } from '../../../src/core/notes/fileName.ts';

describe('a file name for a title', () => {
  it.each([
    ['hyphens where nothing tells', 'The Dripping Tap', 'draft.md', [], 'the-dripping-tap.md'],
    ['underscores as in the folder', 'The Dripping Tap', 'draft.md', ['a_b.md', 'c_d.md'], 'the_dripping_tap.md'],
    ['spaces and case as in the folder', 'The Dripping Tap?', 'x.md', ['A note.md'], 'The Dripping Tap.md'],
    ['other kinds of files tell nothing', 'The Tap', 'x.md', ['a_b.png', 'c_d.png'], 'the-tap.md'],
    ['the date stays', 'The Tap', '2024-09-01-draft.md', [], '2024-09-01-the-tap.md'],
    ['a date alone stays', 'The Tap', '2024-09-01.md', [], '2024-09-01-the-tap.md'],
    ['an apostrophe parts no word', 'Don’t drip', 'x.md', [], 'dont-drip.md'],
    ['letters of any script', 'Über Äpfel, 日本', 'x.md', [], 'über-äpfel-日本.md'],
    ['no extension', 'The Tap', 'notes', [], 'the-tap'],
    ['nothing to name it by', '…?!', 'draft.md', [], 'draft.md'],
    ['a name that Windows keeps for itself', 'Con', 'x.md', [], 'con-note.md'],
    ['no path', '../up: a/b', 'A b.md', ['C d.md'], 'up a b.md'],
  ])('%s', (_, title, old, others, expected) => {
    expect(fileNameFor(title, old, others)).toBe(expected);
  });

  it('is cut at a word', () => {
    const name = fileNameFor('word '.repeat(40), 'x.md');
    expect(name.length).toBeLessThanOrEqual(83);
    expect(name).toMatch(/^word(-word)+\.md$/);
  });

  it('is a plain name with the old extension, whatever the title is', () => {
    const names = fc.constantFrom('draft.md', 'A note.md', 'a_note.md', '2024-01-01 x.txt');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), names, fc.array(names), (title, old, others) => {
        const name = fileNameFor(title, old, others);
        expect(name).not.toMatch(/[<>:"/\\|?*\p{C}]/u);
        expect(name).not.toMatch(/[ .]$/);
        if (name === old) return;
        expect(name.slice(name.lastIndexOf('.'))).toBe(old.slice(old.lastIndexOf('.')));
      }),
      { numRuns: 2000 },
    );
  });

  it('is told from one that has another title', () => {
    expect(isNamedAfter('The Dripping Tap', '2024-09-01-the_dripping-tap.md')).toBe(true);
    expect(isNamedAfter('2024-09-01', '2024-09-01.md')).toBe(true);
    expect(isNamedAfter('The Tap', 'the-dripping-tap.md')).toBe(false);
  });

  it('gets a number if it is taken', () => {
    const taken = new Set(['a.md', 'a-2.md', 'A note.md']);
    expect(freeName('a.md', (name) => taken.has(name))).toBe('a-3.md');
    expect(freeName('A note.md', (name) => taken.has(name))).toBe('A note 2.md');
    expect(freeName('b.md', (name) => taken.has(name))).toBe('b.md');
  });
});
