import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rouge1, rougeL, rougeTokens } from '../../../src/evaluate/rouge.ts';

describe('ROUGE', () => {
  test('words are lower-case runs of letters and digits', () => {
    expect(rougeTokens("Node's v24.1 — a Größe test_case")).toEqual([
      ...['node', 's', 'v24', '1', 'a', 'gr', 'e', 'test', 'case'],
    ]);
  });

  // Worked by hand: 3 of 4 words against 3 of 6, so P = 3/4, R = 1/2, F1 = 0.6.
  test('ROUGE-1 counts common words in any order', () => {
    expect(rouge1('cat the sat here', 'The cat sat on a mat')).toBeCloseTo(0.6, 12);
  });

  // Longest common subsequence of "cat the sat here" and "the cat sat on a mat" is "cat sat" (or "the sat"): 2·2/(4+6).
  test('ROUGE-L counts words in their order', () => {
    expect(rougeL('cat the sat here', 'The cat sat on a mat')).toBeCloseTo(0.4, 12);
  });

  // "the the the" has one "the" in common with "the cat": 2·1/(3+2).
  test('a word counts as often as both texts have it', () => {
    expect(rouge1('the the the', 'the cat')).toBeCloseTo(0.4, 12);
    expect(rougeL('the the the', 'the cat')).toBeCloseTo(0.4, 12);
  });

  test('nothing in common, or nothing at all, gives 0', () => {
    for (const [a, b] of [
      ['dog', 'cat'],
      ['', 'cat'],
      ['cat', ''],
      ['!?', '…'],
    ]) {
      expect(rouge1(a, b)).toBe(0);
      expect(rougeL(a, b)).toBe(0);
    }
  });

  test('both are symmetric, within 0 and 1, and ROUGE-L is never the greater', () => {
    const words = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 12 }).map((list) => list.join(' '));
    fc.assert(
      fc.property(words, words, (a, b) => {
        expect(rouge1(a, b)).toBeCloseTo(rouge1(b, a), 12);
        expect(rougeL(a, b)).toBeCloseTo(rougeL(b, a), 12);
        expect(rougeL(a, b)).toBeLessThanOrEqual(rouge1(a, b));
        expect(rouge1(a, b)).toBeLessThanOrEqual(1);
        if (a !== '') expect(rougeL(a, a)).toBe(1);
      }),
    );
  });
});
