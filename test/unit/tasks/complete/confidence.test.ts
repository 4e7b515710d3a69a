import { expect, it } from 'vitest';
import { confidenceOf } from '../../../../src/core/tasks/complete/confidence.ts';

it('is the geometric mean of the probabilities, and none where nothing was written', () => {
  expect(confidenceOf([Math.log(0.9), Math.log(0.1)])).toBeCloseTo(0.3, 10);
  expect(confidenceOf([0, 0])).toBe(1);
  expect(confidenceOf([])).toBe(0);
});
