import { expect, it } from 'vitest';
import { placeOf } from '../../../../src/extension/notes/relocate.ts';

it('finds a chosen text again, and never the wrong one', () => {
  expect(placeOf('b c', 2, 'a b c d')).toBe(2);
  expect(placeOf('b c', 2, 'new a b c d')).toBe(6);
  expect(placeOf('b c', 2, 'a B c d')).toBeNull();
  expect(placeOf('b', 4, 'b a b b')).toBe(4);
  expect(placeOf('b', 1, 'b a b')).toBeNull();
});
