import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseStrength, STRENGTHS, type StrengthCosts, shareIn, wins } from '../../../src/core/train/strength.ts';

const at = (costs: Record<string, number[]>): StrengthCosts['at'] =>
  new Map(Object.entries(costs).map(([strength, items]) => [Number(strength), items]));

describe('choosing a strength', () => {
  it('takes the one with the lowest mean cost', () => {
    const costs = { base: [1, 1, 1], at: at({ 0.25: [0.9, 0.9, 0.9], 0.5: [0.8, 0.85, 0.8], 1: [1.1, 1.2, 1.1] }) };
    const { strength, gain } = chooseStrength(costs);
    expect(strength).toBe(0.5);
    expect(gain.mean).toBeCloseTo((0.2 + 0.15 + 0.2) / 3);
  });

  it('leaves the adapter out if it loses at every strength', () => {
    const costs = { base: [1, 1, 1], at: at({ 0.25: [1.1, 1.01, 1.2], 1: [2, 2, 2] }) };
    expect(chooseStrength(costs)).toEqual({ strength: 0, best: 0.25, gain: { mean: 0, error: 0 } });
  });

  it('takes the weaker of equals, and none rather than one that changes nothing', () => {
    const same = [0.9, 0.9];
    expect(chooseStrength({ base: [1, 1], at: at({ 0.5: same, 0.25: same, 1: same }) }).strength).toBe(0.25);
    expect(chooseStrength({ base: [1, 1], at: at({ 0.5: [1, 1] }) }).strength).toBe(0);
  });

  it('judges an item at the strength that the others choose', () => {
    // One odd item gains much at full strength, and alone would choose it; at the strength it chooses, the others lose.
    const costs = { base: [1, 1, 1], at: at({ 0.25: [0.98, 0.98, 0.98], 1: [0.2, 1.2, 1.2] }) };
    const { gain } = chooseStrength(costs);
    expect(gain.mean).toBeCloseTo((0.02 - 0.2 - 0.2) / 3);
    // In the overall mean the odd one dominates, but it is worth nothing to the others: left out.
    expect(chooseStrength(costs).strength).toBe(0);
  });

  it('requires the margin to be exceeded, and then more than one item', () => {
    const costs = { base: [1, 1, 1], at: at({ 1: [0.5, 1.2, 0.7] }) };
    expect([chooseStrength(costs).strength, chooseStrength(costs, 1).strength]).toEqual([1, 0]);
    const one = { base: [1], at: at({ 0.5: [0.9] }) };
    expect([chooseStrength(one).strength, chooseStrength(one, 1).strength]).toEqual([0.5, 0]);
  });

  it('says nothing without items', () => {
    expect(chooseStrength({ base: [], at: at({ 0.5: [] }) }).strength).toBe(0);
  });

  it('never serves at a strength that costs more than the base on what chose it', () => {
    const cost = fc.double({ min: 0.1, max: 3, noNaN: true });
    const items = fc.integer({ min: 1, max: 6 }).chain((n) =>
      fc.record({
        base: fc.array(cost, { minLength: n, maxLength: n }),
        rows: fc.array(fc.array(cost, { minLength: n, maxLength: n }), { minLength: 5, maxLength: 5 }),
      }),
    );
    fc.assert(
      fc.property(items, ({ base, rows }) => {
        const costs = { base, at: new Map(STRENGTHS.map((strength, index) => [strength as number, rows[index]])) };
        const { strength } = chooseStrength(costs);
        const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
        if (strength > 0) expect(sum(costs.at.get(strength)!)).toBeLessThanOrEqual(sum(base) + 1e-9);
      }),
    );
  });
});

describe('the strength of a task', () => {
  const heldout = null;

  it('is a share of what the files have', () => {
    const record = { heldout, strength: 0.5, scale: { text: 0.5, title: 1, tags: 0 } };
    expect([shareIn(record, 'text'), shareIn(record, 'title'), shareIn(record, 'tags')]).toEqual([1, 2, 0]);
  });

  it('is that of text if nothing was compared', () => {
    expect(shareIn({ heldout, strength: 0.5, scale: { text: 0, title: null, tags: 0.5 } }, 'title')).toBe(0);
    expect(shareIn({ heldout, strength: 0.5, scale: { text: 0.5, title: null, tags: 0 } }, 'title')).toBe(1);
  });

  it('is what the files have if the user switched on an adapter that won nothing', () => {
    const scale = { text: 0, title: 0, tags: null };
    expect(wins(scale)).toBe(false);
    expect([
      shareIn({ heldout, strength: 0.25, scale }, 'text'),
      shareIn({ heldout, strength: 0.25, scale }, 'title'),
    ]).toEqual([1, 0]);
  });

  it('follows the comparison in a record without one', () => {
    const figures = { base: 1, adapter: 2, median: { base: 1, adapter: 2 } };
    const record = {
      scale: null,
      heldout: { ...figures, title: { base: 1, adapter: 2 }, tags: { base: 2, adapter: 1 } },
    };
    expect([shareIn(record, 'text'), shareIn(record, 'title'), shareIn(record, 'tags')]).toEqual([1, 0, 1]);
  });
});
