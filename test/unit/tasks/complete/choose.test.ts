import { describe, expect, it } from 'vitest';
import { choose } from '../../../../src/core/tasks/complete/choose.ts';
import type { Opening } from '../../../../src/core/tasks/complete/continuation.ts';
import { openingOf } from '../../../../src/core/tasks/complete/continuation.ts';
import type { Rule } from '../../../../src/core/tasks/complete/rule.ts';
import type { Cut } from '../../../../src/core/tasks/complete/search/search.ts';

const rule: Rule = { threshold: 0.27, length: 'phrase', readingCost: 0.6 };
const words = new Set(['un', 'under', 'pac', 'packing', 'the', 'con', 'constraints']);

function chosen(text: string, cuts: Cut[]) {
  const opening = openingOf({ text }) as Opening;
  const found = { cuts, tokens: 1, firstTokenMs: 1, reason: 'end' };
  return choose(found, opening, rule, (word) => words.has(word));
}

describe('the rest of a half-typed word', () => {
  it('is shown if it is likely enough, even if what is typed is a word or a token itself', () => {
    expect(chosen('We stood un', [{ text: 'der', p: 0.4 }])).toMatchObject({ suggestion: 'der', p: 0.4, withheld: '' });
    expect(chosen('She was pac', [{ text: 'king', p: 0.5 }]).suggestion).toBe('king');
    expect(chosen('These are the con', [{ text: 'straints', p: 0.3 }]).suggestion).toBe('straints');
  });

  it('makes a known word, unless the model is all but sure', () => {
    expect(chosen('We stood un', [{ text: 'dre', p: 0.5 }])).toMatchObject({
      suggestion: '',
      reason: 'no-word',
      withheld: 'dre',
      p: 0.5,
    });
    expect(chosen('We stood un', [{ text: 'dre', p: 0.9 }]).suggestion).toBe('dre');
  });
});
