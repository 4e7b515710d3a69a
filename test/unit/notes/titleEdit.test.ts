import { describe, expect, it } from 'vitest';
import { applyEdit } from '../../../src/core/notes/frontMatter.ts';
import { currentTitle, titleEdit } from '../../../src/core/notes/titleEdit.ts';
import { usualTitleHome } from '../../../src/core/notes/titleHome.ts';

function titled(text: string, language: 'markdown' | 'plaintext' = 'markdown'): string {
  return applyEdit(text, titleEdit(text, 'New  title', language)!);
}

describe('titleEdit', () => {
  it.each([
    ['front matter that has a title', '---\ntitle: Old\n---\n# Old\n', '---\ntitle: New title\n---\n# Old\n'],
    ['front matter before a heading', '---\nx: 1\n---\n\n# Old\n', '---\nx: 1\n---\n\n# New title\n'],
    ['front matter with an empty title', '---\ntitle:\n---\nBody.\n', '---\ntitle: New title\n---\nBody.\n'],
    ['front matter alone', '---\nx: 1\n---\nBody.\n', '---\ntitle: New title\nx: 1\n---\nBody.\n'],
    ['an ATX heading', '# Old *one* ##\n\nBody.\n', '# New title ##\n\nBody.\n'],
    ['a Setext heading', 'Old\n===\n\nBody.\n', 'New title\n===\n\nBody.\n'],
    ['a first-level heading after an image', '![x](y)\n\n# Old\n', '![x](y)\n\n# New title\n'],
    ['a second-level heading that opens the text', '## Old\n', '## New title\n'],
    ['no heading', 'Body.\n', '# New title\n\nBody.\n'],
    ['a section heading further down', 'Body.\n\n## Section\n', '# New title\n\nBody.\n\n## Section\n'],
    ['a heading inside a code fence', '```\n# not one\n```\n', '# New title\n\n```\n# not one\n```\n'],
    ['Windows line ends', 'Body.\r\n', '# New title\r\n\r\nBody.\r\n'],
    ['a byte order mark', '\uFEFFBody.\n', '\uFEFF# New title\n\nBody.\n'],
  ])('with %s', (_, before, after) => {
    expect(titled(before)).toBe(after);
  });

  it.each([
    ['a heading, after front matter', 'heading', '---\nx: 1\n---\nBody.\n', '---\nx: 1\n---\n\n# New title\n\nBody.\n'],
    [
      'a heading, after its blank line',
      'heading',
      '---\nx: 1\n---\n\nBody.\n',
      '---\nx: 1\n---\n\n# New title\n\nBody.\n',
    ],
    ['a heading, at the top', 'heading', 'Body.\n', '# New title\n\nBody.\n'],
    ['front matter, which is made', 'front matter', 'Body.\n', '---\ntitle: New title\n---\n\nBody.\n'],
    [
      'front matter that is there',
      'front matter',
      '---\nx: 1\n---\nBody.\n',
      '---\ntitle: New title\nx: 1\n---\nBody.\n',
    ],
    ['front matter, but this one has a heading', 'front matter', '# Old\n', '# New title\n'],
    ['the file name, but this one has a title', 'file name', '---\ntitle: Old\n---\n', '---\ntitle: New title\n---\n'],
  ] as const)('if other notes have %s', (_, home, before, after) => {
    const edit = titleEdit(before, 'New title', 'markdown', home);
    expect(edit && applyEdit(before, edit)).toBe(after);
  });

  it('changes nothing if other notes have it in the file name', () => {
    expect(titleEdit('Body.\n', 'New title', 'markdown', 'file name')).toBe(null);
  });

  it('leaves TOML front matter alone', () => {
    expect(() => titled('+++\ntitle = "Old"\n+++\nBody.\n')).toThrow(/TOML.*write the title yourself/);
  });

  it('writes a first line in plain text', () => {
    expect(titled('# not a heading here\n', 'plaintext')).toBe('New title\n\n# not a heading here\n');
  });
});

describe('where most notes have their titles', () => {
  const front = { name: 'a.md', text: '---\ntitle: A\n---\nBody.' };
  const heading = { name: 'b.md', text: '# B\n\nBody.' };
  const named = { name: '2024-05-01 The old wall.md', text: 'Body.' };

  it('depends on the notes that have one', () => {
    const usual = (...notes: { name: string; text: string }[]) => usualTitleHome(notes, 'markdown');
    expect([usual(front, front, heading), usual(heading, front, heading), usual(named, named, front)]).toEqual([
      ...['front matter', 'heading', 'file name'],
    ]);
    expect([usual(), usual(front), usual(heading, { name: 'untitled.md', text: 'Body.' })]).toEqual([null, null, null]);
    expect(usual({ name: '2024-05-01.md', text: 'Body.' }, { name: '20240502.md', text: 'Body.' })).toBe(null);
    expect(usual(front, front, { name: 'x.md', text: '+++\ntitle = "x"\n+++\n' })).toBe('front matter');
  });
});

describe('currentTitle', () => {
  it('reads what titleEdit would replace', () => {
    expect(currentTitle('---\ntitle: A\n---\n# B', 'markdown')).toBe('A');
    expect(currentTitle('---\nx: 1\n---\n# B', 'markdown')).toBe('B');
    expect(currentTitle('---\nx: 1\n---\nB', 'markdown')).toBeNull();
    expect(currentTitle('# B *c*\n', 'markdown')).toBe('B c');
    expect(currentTitle('# B', 'plaintext')).toBeNull();
  });
});
