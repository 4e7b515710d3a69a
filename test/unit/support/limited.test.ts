import { expect, it } from 'vitest';
import { limited } from '../../../src/core/support/limited.ts';

it('returns what the work returns, and throws what it throws', () => {
  expect(limited(() => 6 * 7, 1000)).toBe(42);
  expect(() =>
    limited(() => {
      throw new TypeError('no');
    }, 1000),
  ).toThrow(TypeError);
  expect(limited(() => limited(() => 'inner', 1000), 1000)).toBe('inner');
});

it('aborts what does not end, and works afterwards', () => {
  const endless = () => {
    for (;;);
  };
  expect(() => limited(endless, 20)).toThrow(expect.objectContaining({ code: 'ERR_SCRIPT_EXECUTION_TIMEOUT' }));
  expect(limited(() => 1, 1000)).toBe(1);
});
