import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { scalar } from '../../../src/core/notes/frontMatter.ts';
import { type TagsPlace, tagsPlaceAt } from '../../../src/core/notes/tagsPlace.ts';

/** The place at the `|` of a text. */
function at(marked: string): TagsPlace | null {
  const before = marked.slice(0, marked.indexOf('|')).split('\n');
  return tagsPlaceAt(marked.replace('|', '').split('\n'), before.length - 1, before.at(-1)!.length);
}

const found = (marked: string) => {
  const place = at(marked);
  const line = marked.replace('|', '').split('\n')[marked.slice(0, marked.indexOf('|')).split('\n').length - 1]!;
  return place && [place.style, line.slice(place.start, place.end), ...place.present];
};

describe('the tag being typed', () => {
  it.each([
    ['an empty list', '---\ntags: [|]\n---\n', ['flow', '']],
    ['a list that is not closed yet', '---\ntags: [gar|\n---\n', ['flow', 'gar']],
    ['the second of a list', '---\ntags: [a, ga|]\n---\n', ['flow', 'ga', 'a']],
    ['after a comma', '---\ntags: [a,|]\n---\n', ['flow', '', 'a']],
    ['in the middle of a tag', '---\ntags: [a, ga|rden, c]\n---\n', ['flow', 'garden', 'a', 'c']],
    ['in quotes that hold a comma', '---\ntags: ["a, b", "c|]\n---\n', ['flow', '"c]', 'a, b']],
    ['in quotes', '---\ntags: [x, "c|"]\n---\n', ['flow', '"c"', 'x']],
    ['a list over lines', '---\ntags: [a,\n  b, c|,\n  d]\n---\n', ['flow', 'c', 'a', 'b', 'd']],
    ['a list of lines', '---\ntags:\n  - a\n  - b|\n  - "c" # d\nx: 1\n---\n', ['block', 'b', 'a', 'c']],
    ['a line without indent', '---\ntags:\n- a\n- |\n---\n', ['block', '', 'a']],
    ['right after the hyphen', '---\ntags:\n  -|\n---\n', ['block', '']],
    ['no list yet', '---\ntags: |\n---\n', ['scalar', '']],
    ['no list yet, before a comment', '---\ntags:| # mine\n---\n', ['scalar', '']],
    ['a list of commas', '---\ntags: a, b|, c # d\n---\n', ['scalar', 'b', 'a', 'c']],
    ['a quoted list of commas', '---\ntags: "a, b|"\n---\n', ['scalar', 'b', 'a']],
    ['keywords', '---\nKeywords: [a|]\n---\n', ['flow', 'a']],
    ['front matter that is not closed yet', '---\ntitle: x\ntags: [a, b|', ['flow', 'b', 'a']],
  ])('%s', (_, text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  it.each([
    ['in the key', '---\nta|gs: [a]\n---\n'],
    ['before the list', '---\ntags: |[a]\n---\n'],
    ['after the list', '---\ntags: [a] |\n---\n'],
    ['in a comment', '---\ntags: [a] # b|\n---\n'],
    ['in a comment of an empty value', '---\ntags: # b|\n---\n'],
    ['under another key', '---\ntags: [a]\nx: b|\n---\n'],
    ['in a list of another key', '---\ntags:\n  - a\naliases:\n  - b|\n---\n'],
    ['at an anchor', '---\ntags: &t|\n---\n'],
    ['in the body', '---\ntags: [a]\n---\ntags: [b|]\n'],
    ['without front matter', 'tags: [a|]\n'],
    ['in text under a line', '---\nSome text, and\ntags: [b|]\n'],
  ])('is not found %s', (_, text) => {
    expect(at(text)).toBeNull();
  });

  it('can be replaced by any other, which YAML then reads', () => {
    const tag = fc
      .stringMatching(/^[a-zäß0-9:#' "-]{0,9}[a-z]$/)
      .filter((text) => text === text.trim() && !text.includes('  '));
    const old = fc.constantFrom('', 'a', 'old tag', '"quoted"', "'it'");
    const style = fc.constantFrom('flow', 'block', 'over lines');
    fc.assert(
      fc.property(fc.array(old, { minLength: 1, maxLength: 4 }), fc.nat(3), style, tag, (items, index, how, fresh) => {
        const nth = index % items.length;
        const marked = items.map((text, i) => (i === nth ? `${text.slice(0, 1)}|${text.slice(1)}` : text || 'x'));
        const value = {
          flow: ` [${marked.join(', ')}]`,
          block: `\n${marked.map((text) => `  - ${text}`).join('\n')}`,
          'over lines': ` [\n  ${marked.join(',\n  ')}\n]`,
        }[how];
        const text = `---\ntags:${value}\n---\n`;
        const place = at(text)!;
        expect(place).not.toBeNull();
        const lines = text.replace('|', '').split('\n');
        const row = text.slice(0, text.indexOf('|')).split('\n').length - 1;
        const written = scalar(fresh, how === 'block' ? 'block' : 'flow');
        lines[row] = lines[row]!.slice(0, place.start) + written + lines[row]!.slice(place.end);
        const read = (parse(lines.slice(1, lines.lastIndexOf('---')).join('\n')) as { tags: unknown[] }).tags;
        expect(read[nth]).toBe(fresh);
        expect(read.filter((_, i) => i !== nth)).toEqual(place.present);
      }),
      { numRuns: 2000 },
    );
  });
});
