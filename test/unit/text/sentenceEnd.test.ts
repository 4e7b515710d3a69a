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
    ['这是第一句话。然后是第二句 ', '这是第一句话。'],
    ['「行こう。」と言った。', '「行こう。」'],
    ['मैं घर गया। फिर ', 'मैं घर गया।'],
    ['ជំរាបសួរ។ ខ្ញុំ ', 'ជំរាបសួរ។'],
    ['هل جاء؟ نعم ', 'هل جاء؟'],
    ['I like cats. Then I left ', 'I like cats.'],
    ['It was the year 1984. Then it rained ', 'It was the year 1984.'],
    ['We met at 5 p.m. Then it rained ', 'We met at 5 p.m.'],
    ['He lives in the U.S. Senate building. Next ', 'He lives in the U.S. Senate building.'],
    ['I saw the Sun. Then it rained ', 'I saw the Sun.'],
  ])('%j → %j', (text, sentence) => expect(text.slice(0, sentenceEnd(text))).toBe(sentence));

  it.each([
    ' sat on the mat',
    ' sat on the mat.',
    ' fruit, e.g. apples',
    ' version 1.2',
    '',
    'as Smith et al. (2019) show that it works ',
    'as Smith et al. Showed ',
    'He lives in the U.S. and likes it ',
    'He has a Ph.D. from Bonn ',
    'the meeting at 5 p.m. on Monday was ',
    'see Eq. 3 for ',
    'Figs. 2 and 3 show ',
    'cf. Sec. 4 and pp. 12 ',
    'on Jan. 5 we went ',
    'by J. R. R. Tolkien and ',
    'wie z. B. Autos und Uhren ',
    'wie z.B. Autos und Uhren ',
    'd. h. Kinder und u. a. Eltern ',
    'am 3. Oktober war es ',
    'vom 12. bis zum 15. Mai war ',
    'der 2. Weltkrieg war ',
    'bzw. Autos und ',
    'M. Dupont et Mme. Martin ',
    'den 3. maj var ',
    'dnia 3. maja był ',
    '这是第一句',
    '这是第一句话。',
  ])('has not come yet in %j', (text) => expect(sentenceEnd(text)).toBe(-1));

  it('does not move with what comes later', () => {
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
