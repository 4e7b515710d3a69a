import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { applyEdit, editTags, editTitle, readTags, readTitle } from '../../../src/core/notes/frontMatter.ts';
import { findFrontMatter } from '../../../src/core/text/frontMatterBlock.ts';

function withTags(text: string, ...tags: string[]): string {
  const edit = editTags(text, tags);
  return edit ? applyEdit(text, edit) : text;
}

function withTitle(text: string, title: string): string {
  return applyEdit(text, editTitle(text, title));
}

describe('findFrontMatter', () => {
  it('finds the block and the body', () => {
    expect(findFrontMatter('---\na: 1\n---\nbody')).toEqual({
      kind: 'yaml',
      source: 'a: 1\n',
      sourceStart: 4,
      bodyStart: 13,
    });
    expect(findFrontMatter('\uFEFF---\r\na: 1\r\n...\r\nbody')).toEqual({
      kind: 'yaml',
      source: 'a: 1\r\n',
      sourceStart: 6,
      bodyStart: 17,
    });
    expect(findFrontMatter('---\n---')).toEqual({ kind: 'yaml', source: '', sourceStart: 4, bodyStart: 7 });
  });

  it('does not mistake a thematic break or a later fence for front matter', () => {
    expect(findFrontMatter('---\n\nA break, never closed.\n')).toBeNull();
    expect(findFrontMatter('text\n---\na: 1\n---\n')).toBeNull();
    expect(findFrontMatter('----\na: 1\n---\n')).toBeNull();
  });
});

describe('editTags', () => {
  it.each([
    ['a flow list', '---\ntags: [a, "b"] # mine\n---\n', '---\ntags: [a, "b", c, d e] # mine\n---\n'],
    ['a flow list with a trailing comma', '---\ntags: [ a, ]\n---\n', '---\ntags: [ a, c, d e, ]\n---\n'],
    ['an empty flow list', '---\ntags: []\n---\n', '---\ntags: [c, d e]\n---\n'],
    [
      'a block list',
      '---\ntags:\n  - a # first\n  - b\ntitle: x\n---\n',
      '---\ntags:\n  - a # first\n  - b\n  - c\n  - d e\ntitle: x\n---\n',
    ],
    ['a block list without indent', '---\ntags:\n- a\n---\n', '---\ntags:\n- a\n- c\n- d e\n---\n'],
    ['a scalar', "---\ntags: 'a, b' # why\nx: 1\n---\n", '---\ntags: [a, b, c, d e] # why\nx: 1\n---\n'],
    ['an empty value', '---\ntags: # none yet\nx: 1\n---\n', '---\ntags: [c, d e] # none yet\nx: 1\n---\n'],
    ['no key', '---\nx: 1 # one\n# end\n---\n', '---\nx: 1 # one\n# end\ntags: [c, d e]\n---\n'],
    ['an empty block', '---\n---\nbody', '---\ntags: [c, d e]\n---\nbody'],
    ['keywords', '---\nKeywords: [a]\n---\n', '---\nKeywords: [a, c, d e]\n---\n'],
    ['braces', '---\n{x: 1}\n---\n', '---\n{tags: [c, d e], x: 1}\n---\n'],
    ['Windows line ends', '---\r\ntags:\r\n  - a\r\n---\r\n', '---\r\ntags:\r\n  - a\r\n  - c\r\n  - d e\r\n---\r\n'],
    ['no front matter', 'Body.\n', '---\ntags: [c, d e]\n---\n\nBody.\n'],
    ['nothing at all', '', '---\ntags: [c, d e]\n---\n'],
  ])('adds to %s', (_, before, after) => {
    expect(withTags(before, 'c', 'd e')).toBe(after);
  });

  it('adds nothing that is already there, and nothing twice', () => {
    expect(editTags('---\ntags: [a, b]\n---\n', ['b', 'a', ' '])).toBeNull();
    expect(withTags('---\ntags: [a]\n---\n', 'b', 'b')).toBe('---\ntags: [a, b]\n---\n');
  });

  it('quotes what YAML would read as something else', () => {
    const text = withTags('---\ntags: []\n---\n', 'yes, no', 'true', '2026', 'c#', '# x', 'a: b', '[x]');
    expect(readTags(text)).toEqual(['yes, no', 'true', '2026', 'c#', 'x', 'a: b', '[x]']);
  });

  it('refuses what it cannot read or edit, with the reason', () => {
    expect(() => editTags('---\na: [1\n---\n', ['x'])).toThrow(/not valid YAML \(line \d/);
    expect(() => editTags('---\na: &t [1]\ntags: *t\n---\n', ['x'])).toThrow(/"tags" yourself/);
    expect(() => editTags('+++\ntags = []\n+++\n', ['x'])).toThrow(/TOML.*write the tags yourself/);
  });
});

describe('editTitle', () => {
  it.each([
    ['a plain title', '---\ntitle: Old # why\n---\n', '---\ntitle: New one # why\n---\n'],
    ['double quotes', '---\ntitle:   "Old"\n---\n', '---\ntitle:   "New one"\n---\n'],
    ['single quotes', "---\ntitle: 'Old'\n---\n", "---\ntitle: 'New one'\n---\n"],
    ['a block scalar', '---\ntitle: >\n  Old\n  one\n\nx: 1\n---\n', '---\ntitle: New one\n\nx: 1\n---\n'],
    ['an empty value', '---\ntitle:\nx: 1\n---\n', '---\ntitle: New one\nx: 1\n---\n'],
    ['no title', '---\n# mine\nx: 1\n---\n', '---\n# mine\ntitle: New one\nx: 1\n---\n'],
    ['indented keys', '---\n  x: 1\n---\n', '---\n  title: New one\n  x: 1\n---\n'],
  ])('sets %s', (_, before, after) => {
    expect(withTitle(before, 'New  one')).toBe(after);
  });

  it('reads back any title', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, unit: 'grapheme' }),
        fc.constantFrom('old', '"old"', "'old'", ''),
        (title, old) => {
          const line = title.replace(/\s+/g, ' ').trim();
          fc.pre(line !== '');
          const text = withTitle(`---\ntitle: ${old}\n---\nBody.\n`, title);
          expect(readTitle(text)).toBe(line);
          expect(text.endsWith('\n---\nBody.\n')).toBe(true);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

/** Front matter as people write it: keys in any order, comments, blank lines, every style of tags. */
const word = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/).filter((text) => !['null', 'true', 'false'].includes(text));
const comment = fc.oneof(
  fc.constant(''),
  word.map((text) => ` # ${text}`),
);
const otherLine = fc.oneof(
  fc.tuple(word, comment).map(([value, note]) => `date: ${value}${note}`),
  fc.tuple(word, comment).map(([value, note]) => `author: "${value}"${note}`),
  fc.array(word, { maxLength: 3 }).map((list) => `aliases:   [ ${list.join(' ,')} ]`),
  word.map((value) => `nested:\n    deep: ${value} # here\n    list:\n    - 1\n    -   two`),
  word.map((value) => `summary: |\n  ${value}\n\n  more`),
  fc.constant('weight: 0x1F'),
  fc.constant('draft:   ~'),
);
const tagLine = fc
  .tuple(fc.uniqueArray(word, { maxLength: 4 }), fc.nat(4), comment)
  .map(([tags, style, note]): { tags: string[]; line: string | null } => {
    if (style === 0) return { tags, line: `tags: [${tags.join(', ')}]${note}` };
    if (style === 1 && tags.length > 0)
      return { tags, line: `tags:${note}\n${tags.map((tag) => `  - ${tag}${note}`).join('\n')}` };
    if (style === 2 && tags.length > 0) return { tags, line: `tags:\n${tags.map((tag) => `- '${tag}'`).join('\n')}` };
    if (style === 3 && tags.length > 0) return { tags, line: `tags: ${tags.join(', ')}${note}` };
    return { tags: [], line: style === 4 ? null : `tags:${note}` };
  });
const noise = fc.constantFrom('', '\n', '# a comment\n', '\n# another\n\n');

/** A heading alone between two rules is not front matter. */
const sample = fc
  .record({
    others: fc.uniqueArray(otherLine, { maxLength: 4, selector: (line) => line.split(':')[0] }),
    tag: tagLine,
    at: fc.nat(4),
    noise: fc.array(noise, { minLength: 6, maxLength: 6 }),
    body: fc.string({ unit: 'grapheme' }),
    newline: fc.constantFrom('\n', '\r\n'),
    bom: fc.constantFrom('', '\uFEFF'),
  })
  .map(({ others, tag, at, noise: notes, body, newline, bom }) => {
    const lines: string[] = [...others];
    if (tag.line !== null) lines.splice(Math.min(at, lines.length), 0, tag.line);
    const yaml = `${notes[0]}${lines.map((line, index) => `${line}\n${notes[index + 1]}`).join('')}`;
    return { tags: tag.tags, body, text: `${bom}---\n${yaml}---\n`.replaceAll('\n', newline) + body };
  })
  .filter(({ text }) => findFrontMatter(text) !== null);

/** The longest common prefix and suffix: what an edit left alone. */
function changed(before: string, after: string): { removed: string; inserted: string } {
  let start = 0;
  while (start < before.length && before[start] === after[start]) start++;
  let end = 0;
  while (end < before.length - start && end < after.length - start && before.at(-1 - end) === after.at(-1 - end)) end++;
  return { removed: before.slice(start, before.length - end), inserted: after.slice(start, after.length - end) };
}

describe('losslessness', () => {
  it('adds tags and leaves every other character alone', () => {
    fc.assert(
      fc.property(sample, fc.uniqueArray(word, { minLength: 1, maxLength: 3 }), ({ text, tags, body }, added) => {
        const after = withTags(text, ...added);
        const expected = [...tags, ...added.filter((tag) => !tags.includes(tag))];
        expect(readTags(after)).toEqual(expected);
        expect(after.endsWith(body)).toBe(true);
        const { removed } = changed(text, after);
        // Only a scalar list, which has no room for a list, is rewritten.
        expect(removed.length).toBeLessThanOrEqual(tags.join(', ').length);
        expect(comments(after)).toEqual(comments(text));
        const [old, now] = [text, after].map(
          (each) => parse(findFrontMatter(each)!.source) as Record<string, unknown> | null,
        );
        expect({ ...now, tags: null }).toEqual({ ...old, tags: null });
        expect(Object.keys(now!).filter((key) => key !== 'tags')).toEqual(
          Object.keys(old ?? {}).filter((key) => key !== 'tags'),
        );
      }),
      { numRuns: 10_000 },
    );
  });

  it('sets a title and leaves every other character alone', () => {
    fc.assert(
      fc.property(sample, word, ({ text, body }, title) => {
        const after = withTitle(text, title);
        expect(readTitle(after)).toBe(title);
        expect(after.endsWith(body)).toBe(true);
        expect(changed(text, after).removed).toBe('');
        expect(comments(after)).toEqual(comments(text));
      }),
      { numRuns: 10_000 },
    );
  });
});

function comments(text: string): string[] {
  return findFrontMatter(text)!.source.match(/#.*/g) ?? [];
}
