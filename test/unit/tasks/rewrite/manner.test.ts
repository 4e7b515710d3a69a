import fc from 'fast-check';
import { expect, test } from 'vitest';
import { faithfulness } from '../../../../src/core/tasks/rewrite/faithful.ts';
import { mannerEdits, withEdits } from '../../../../src/core/tasks/rewrite/manner.ts';

const ways = (text: string) => mannerEdits(text).map((edit) => withEdits(text, [edit]));

test('finds other manners for a text', () => {
  expect(ways('However, it is dull.')).toEqual(
    expect.arrayContaining(["However, it's dull.", 'But it is dull.', 'Yet it is dull.']),
  );
  expect(ways("I don’t like the colour; it's very odd.")).toEqual(
    expect.arrayContaining([
      "I do not like the colour; it's very odd.",
      "I don’t like the color; it's very odd.",
      "I don’t like the colour; it's odd.",
      "I don’t like the colour - it's very odd.",
      'I don’t like the colour; it is very odd.',
    ]),
  );
  expect(ways('We organised a huge party — really!')).toEqual(
    expect.arrayContaining(['We organized a huge party — really!', 'We organised a huge party — really.']),
  );
  expect(ways('Analysts utilize a large table.')).toEqual(
    expect.arrayContaining(['Analysts use a large table.', 'Analysts utilize a big table.']),
  );
  // Words that mean something else with the next one stay.
  expect(ways('Analysts used to need to count about 30.')).toEqual([]);
  // Nothing is said louder, or less loud, than it is.
  expect(ways('Analysts count.')).toEqual([]);
  expect(ways('A huge, great and terrible thing counts.')).toEqual([]);
});

test('applies edits together, and of two in one place only the first', () => {
  const text = 'However, it is dull.';
  const [first, second] = [
    { start: 0, end: 8, text: 'But' },
    { start: 9, end: 14, text: "it's" },
  ];
  expect(withEdits(text, [second, first])).toBe("But it's dull.");
  expect(withEdits(text, [first, { start: 0, end: 8, text: 'Yet' }])).toBe('But it is dull.');
});

test('never changes the matter with the manner', () => {
  const opening = fc.constantFrom('However, ', 'But ', 'So ', 'Therefore, ', 'Also, ', 'And ', '');
  const word = fc.constantFrom(
    ...'it is it’s they do not very really big huge colour organize Anna 2019 we have begin food folks —'.split(' '),
  );
  const sentence = fc
    .tuple(opening, fc.array(word, { minLength: 2, maxLength: 12 }), fc.constantFrom('.', '!', '?'))
    .map(([first, words, end]) => `${first || 'There '}${words.join(' ')} in the garden${end}`);
  fc.assert(
    fc.property(fc.array(sentence, { minLength: 1, maxLength: 3 }), (sentences) => {
      const text = sentences.join(' ');
      for (const edit of mannerEdits(text)) {
        const said = withEdits(text, [edit]);
        const { fault } = faithfulness(text, said);
        expect([said, ['names', 'numbers', 'negation', 'question'].includes(fault ?? '')]).toEqual([said, false]);
      }
    }),
    { numRuns: 60 },
  );
});
