import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  habitFit,
  rankTitles,
  type TitleCandidate,
  type TitleWeights,
} from '../../../../src/core/tasks/titles/rank.ts';

const NONE: TitleWeights = { consensus: 0, logProbability: 0, habit: 0, form: 0, coverage: 0, known: 0 };
const HABITS = { words: 4, sentenceCase: 0.9, colon: 0, question: 0, openings: [] };

const drawn = (text: string, logProbability = -1, whole = true): TitleCandidate => ({ text, logProbability, whole });
const best = (candidates: TitleCandidate[], weights: Partial<TitleWeights>, text = '', habits?: typeof HABITS) =>
  rankTitles(candidates, { text, habits }, { ...NONE, ...weights })[0]!.text;

describe('ranking titles', () => {
  it('picks what the others agree on (minimum Bayes risk)', () => {
    const titles = ['My tax return', 'Winter walks by the cold sea', 'The winter sea', 'Walks by the sea'];
    const candidates = titles.map((text) => drawn(text));
    expect(best(candidates, { consensus: 1 })).toBe('Walks by the sea');
    expect(rankTitles(candidates, { text: '' }, { ...NONE, consensus: 1 }).at(-1)!.text).toBe('My tax return');
  });

  it('counts what was sampled more often, or is likelier, for more', () => {
    const often = [drawn('Red boats'), drawn('red boats.'), drawn('Red boats at sea'), drawn('Old bread')];
    expect(best(often, { consensus: 1 })).toMatch(/boats/i);
    expect(best([drawn('One', -3), drawn('Two', -1)], { logProbability: 1 })).toBe('Two');
  });

  it('merges near-identical ones, in the likelier spelling', () => {
    const ranked = rankTitles([drawn('A Walk By The Sea', -2), drawn('A walk by the sea', -1), drawn('Bread')], {
      text: '',
    });
    expect(ranked.map(({ text }) => text).sort()).toEqual(['A walk by the sea', 'Bread']);
  });

  it('prefers what the text is about, and the form the user gives titles', () => {
    const text = 'The bread of the bakery. Bread and flour, and the old oven for bread.';
    expect(best([drawn('On boats'), drawn('On bread')], { coverage: 1 }, text)).toBe('On bread');
    const forms = [
      drawn('Why do we bake our bread at home?'),
      drawn('On Baking Bread Slowly'),
      drawn('On baking bread slowly'),
    ];
    // The last two differ only in case, so each is ranked against the first.
    expect(best([forms[0]!, forms[2]!], { habit: 1 }, text, HABITS)).toBe('On baking bread slowly');
    expect(habitFit('On baking bread slowly', HABITS)).toBeGreaterThan(habitFit('On Baking Bread Slowly', HABITS));
    expect(habitFit('On baking', undefined)).toBe(0);
  });

  it('says in what each title is better than all others, and nothing of a single one', () => {
    const text = 'The bread of the bakery. Bread and flour, and the old oven for bread.';
    const titles = [drawn('Old boats at sea', -1), drawn('Bread and flour', -2), drawn('Boats at sea', -3)];
    const reasons = Object.fromEntries(
      rankTitles(titles, { text }).map(({ text: title, reasons: why }) => [title, why]),
    );
    expect(reasons['Bread and flour']).toEqual(['coverage']);
    expect(reasons['Old boats at sea']).toContain('logProbability');
    // Where no habit was measured, nothing can match it.
    expect(Object.values(reasons).flat()).not.toContain('habit');
    const formed = rankTitles([drawn('On Baking It'), drawn('On the slow bread')], { text, habits: HABITS });
    expect(formed.find(({ text: title }) => title === 'On the slow bread')!.reasons).toContain('habit');
    expect(rankTitles([drawn('Bread')], { text, habits: HABITS })[0]!.reasons).toEqual([]);
  });

  it('puts a title that was cut after every whole one', () => {
    expect(best([drawn('A long title that', -0.1, false), drawn('Bread', -9)], { logProbability: 1 })).toBe('Bread');
  });

  it('gives each candidate or its likeness once, with scores that sum to 1 in falling order', () => {
    const title = fc.array(fc.constantFrom('bread', 'boats', 'Sea', 'the', 'old:', 'why?'), {
      minLength: 1,
      maxLength: 5,
    });
    const candidate = fc.record({
      text: title.map((words) => words.join(' ')),
      logProbability: fc.double({ min: -8, max: 0, noNaN: true }),
      whole: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(candidate, { minLength: 1, maxLength: 8 }), (candidates) => {
        const ranked = rankTitles(candidates, { text: 'Old boats at sea. Bread.', habits: HABITS });
        expect(ranked.reduce((sum, { score }) => sum + score, 0)).toBeCloseTo(1, 8);
        expect(new Set(ranked.map(({ text }) => text)).size).toBe(ranked.length);
        for (const [i, { text, score }] of ranked.entries()) {
          expect(candidates.map((one) => one.text)).toContain(text);
          if (i > 0) expect(score).toBeLessThanOrEqual(ranked[i - 1]!.score);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('has nothing to rank in nothing', () => {
    expect(rankTitles([], { text: 'Bread.' })).toEqual([]);
  });
});
