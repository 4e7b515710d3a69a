import { expect, it } from 'vitest';
import { markdownTable, percent } from '../../../src/evaluate/markdown.ts';

it('shares are percentages with their sign, and a share of nothing is empty', () => {
  expect([0.1234, -0.05, 0].map(percent)).toEqual(['+12.3 %', '-5.0 %', '0.0 %']);
  expect([Number.NaN, Number.POSITIVE_INFINITY].map(percent)).toEqual(['–', '–']);
});

it('a table aligns its first column to the left', () => {
  expect(markdownTable(['a', 'b'], [['x', '1']])).toEqual(['| a | b |', '| --- | ---: |', '| x | 1 |']);
});
