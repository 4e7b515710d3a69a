import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openingOf } from '../../../../../src/core/tasks/complete/continuation.ts';
import { textBefore } from '../../../../../src/core/tasks/complete/policy/window.ts';

const sentence = (at: number) => `On day ${at} the boat lay at pier ${at * 7}. `;
const BODY = Array.from({ length: 4_000 }, (_, at) => sentence(at)).join('');
const LONG = `---\ntitle: Boats of the year\n---\n\n${BODY}`;

const upTo = (document: string, offset = document.length) => textBefore((from, to) => document.slice(from, to), offset);

describe('the text before the cursor', () => {
  it('is all of a short document', () => {
    expect(upTo('---\ntitle: A\n---\nShort.')).toEqual({ text: '---\ntitle: A\n---\nShort.' });
  });

  it('keeps the title of a long one, from the front matter or the first heading', () => {
    expect(upTo(LONG)).toMatchObject({ title: 'Boats of the year' });
    expect(upTo(`# Boats\n\n${BODY}`)).toMatchObject({ title: 'Boats' });
    expect(upTo(BODY)).toMatchObject({ title: null });
    expect(openingOf(upTo(LONG))).toMatchObject({ title: 'Boats of the year' });
  });

  it('moves on in steps: of a hundred keys, hardly one begins another window', () => {
    const beginnings = new Set<string>();
    for (let offset = 100_000; offset < 103_200; offset++) beginnings.add(upTo(LONG, offset).text.slice(0, 60));
    expect(beginnings.size).toBeLessThanOrEqual(2);
  });

  it('is the document’s own text up to the cursor, enough of it and never much more', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: LONG.length }), (offset) => {
        const { text } = upTo(LONG, offset);
        expect(LONG.slice(0, offset).endsWith(text.trimStart())).toBe(true);
        expect(text.length).toBeGreaterThanOrEqual(Math.min(offset, 8_000));
        expect(text.length).toBeLessThan(8_000 + 3_200 + 60);
      }),
    );
  });

  it('does not mistake a line of dashes for front matter, and begins with no half character', () => {
    const rules = `${'---\n'.repeat(6_000)}And so on`;
    expect(openingOf(upTo(rules))).not.toBe('front-matter');
    for (let shift = 0; shift < 2; shift++) {
      const smileys = `${'x'.repeat(shift)}${'🙂'.repeat(6_000)} and`;
      expect(upTo(smileys).text.isWellFormed()).toBe(true);
    }
  });
});

describe('what a prompt is made from', () => {
  it('has the line breaks that models know', () => {
    expect(openingOf({ text: 'One.\r\n\r\nTwo and ' })).toMatchObject({ before: 'One.\n\nTwo and ' });
  });

  it('has the title of front matter that is not valid YAML, as while it is being written', () => {
    expect(openingOf({ text: '---\ntitle: "Boats\ntags: [a\n---\nThey lay ' })).toMatchObject({
      title: expect.stringContaining('Boats'),
    });
  });

  it('separates the half-typed word, and has none in scripts without spaces', () => {
    expect(openingOf({ text: 'We had sev' })).toMatchObject({ before: 'We had', word: ' sev' });
    expect(openingOf({ text: 'We don’' })).toMatchObject({ before: 'We', word: ' don’' });
    expect(openingOf({ text: 'A well-kn' })).toMatchObject({ before: 'A well-', word: 'kn' });
    expect(openingOf({ text: '今日は天気' })).toMatchObject({ before: '今日は天気', word: '' });
    expect(openingOf({ text: 'วันนี้อากาศ' })).toMatchObject({ word: '' });
    expect(openingOf({ text: '我用 Mar' })).toMatchObject({ word: ' Mar' });
  });

  it('is nothing in a half-typed number', () => {
    for (const text of ['It was in 20', 'It cost $1,', 'At 12:', 'From 3.14'])
      expect(openingOf({ text })).toBe('half-number');
    for (const text of ['It was in 2019 ', 'The covid19']) expect(openingOf({ text })).not.toBe('half-number');
  });
});
