import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Adaptation } from '../../../../../src/core/tasks/complete/policy/adaptation.ts';

function having(p: number, right: number, wrong: number): Adaptation {
  const adaptation = new Adaptation();
  for (let time = 0; time < right; time++) adaptation.note(p, true);
  for (let time = 0; time < wrong; time++) adaptation.note(p, false);
  return adaptation;
}

describe('thresholds that move with what is accepted', () => {
  it('stay until there is something to go by, and if p was right', () => {
    expect(having(0.5, 0, 29).shift).toBe(0);
    expect(Math.abs(having(0.55, 55, 45).shift)).toBeLessThan(0.01);
  });

  it('rise when suggestions are written over and fall when they are accepted, within bounds', () => {
    expect(having(0.65, 10, 90).shift).toBeGreaterThan(0.1);
    expect(having(0.35, 90, 10).shift).toBe(-0.1);
    expect(having(0.95, 0, 400).threshold(0.35)).toBeCloseTo(0.55);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.boolean())), (all) => {
        const adaptation = new Adaptation();
        for (const [p, right] of all) adaptation.note(p, right);
        expect(adaptation.shift).toBeGreaterThanOrEqual(-0.1);
        expect(adaptation.shift).toBeLessThanOrEqual(0.2);
        for (const usual of [0.2, 0.35, 0.5]) expect(adaptation.threshold(usual)).toBeGreaterThan(0);
      }),
    );
  });

  it('are kept only as counts, are read back, and forget what is old, or everything when told', () => {
    const adaptation = having(0.55, 300, 0);
    for (let time = 0; time < 600; time++) adaptation.note(0.55, false);
    expect(adaptation.shift).toBeGreaterThan(0.05);
    const kept = JSON.parse(JSON.stringify(adaptation.received));
    expect(new Adaptation(kept).shift).toBe(adaptation.shift);
    for (const broken of [null, 1, {}, { right: [1], wrong: [] }, { ...kept, right: kept.right.map(() => null) }]) {
      expect(new Adaptation(broken).shift).toBe(0);
    }
    adaptation.reset();
    expect(adaptation.shift).toBe(0);
  });
});
