import fc from 'fast-check';
import { expect, it } from 'vitest';
import { lookUp } from '../../../src/core/generate/draft.ts';

it('guesses what followed the last occurrence of the final two tokens, or else of the final one', () => {
  expect(lookUp([1, 2, 3, 9, 2, 4, 1, 2])).toBe(3);
  expect(lookUp([1, 2, 3, 1, 2, 4, 1, 2])).toBe(4);
  expect(lookUp([7, 2, 3, 8, 2])).toBe(3);
  expect(lookUp([5, 5])).toBe(5);
  for (const ids of [[], [1], [1, 2, 3]]) expect(lookUp(ids)).toBeUndefined();
});

it('guesses nothing that did not follow the last token', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 40 }), (ids) => {
      const guess = lookUp(ids);
      const followers = ids.slice(1).filter((_, at) => ids[at] === ids.at(-1));
      if (guess === undefined) expect(followers).toEqual([]);
      else expect(followers).toContain(guess);
    }),
  );
});
