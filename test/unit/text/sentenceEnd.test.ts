import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sentenceEnd } from '../../../src/core/text/sentenceEnd.ts';

describe('the end of the first sentence', () => {
  it.each([
    [' sat on the mat. Then', ' sat on the mat.'],
    [' said “no.” And', ' said “no.”'],
    [' is it? Yes', ' is it?'],
    [' and so… Well', ' and so…'],
    [' fruit, e.g. apples. And', ' fruit, e.g. apples.'],
    [' asked Dr. Smith. He', ' asked Dr. Smith.'],
    [' is 3.5 per cent. So', ' is 3.5 per cent.'],
    ['. Then', '.'],
  ])('%j → %j', (text, sentence) => expect(text.slice(0, sentenceEnd(text))).toBe(sentence));

  it.each([' sat on the mat', ' sat on the mat.', ' fruit, e.g. apples', ' version 1.2', ''])(
    'none yet in %j',
    (text) => expect(sentenceEnd(text)).toBe(-1),
  );

  it('what comes later does not move it', () => {
    const words = fc.array(fc.constantFrom('cat', 'sat', 'e.g.', 'Dr.', 'mat.', 'so?', 'end.”', '3.5'), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(words, words, (before, after) => {
        const text = before.map((word) => ` ${word}`).join('');
        const end = sentenceEnd(text);
        if (end >= 0) expect(sentenceEnd(text + after.map((word) => ` ${word}`).join(''))).toBe(end);
      }),
    );
  });
});
