import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TypingPace } from '../../../src/extension/inline/pace.ts';
import { pauseFor, SPEEDS } from '../../../src/extension/inline/speed.ts';

describe('TypingPace', () => {
  it('is the median time between keys of late, pauses to think aside', () => {
    const pace = new TypingPace();
    expect(pace.interval).toBe(200);
    for (const at of [0, 100, 210, 5_000, 5_120, 5_210]) pace.note(at);
    expect(pace.interval).toBe(110);
    for (let key = 1; key <= 24; key++) pace.note(5_210 + 300 * key);
    expect(pace.interval).toBe(300);
  });
});

describe('pauseFor', () => {
  it('waits longer for who types slower, within limits, and the longer the calmer', () => {
    const [fast, usual, slow] = [40, 200, 900];
    expect([fast, usual, slow].map((interval) => pauseFor('normal', interval, 1))).toEqual([120, 400, 600]);
    expect([fast, usual, slow].map((interval) => pauseFor('calm', interval, 1))).toEqual([500, 800, 1500]);
    expect([fast, usual, slow].map((interval) => pauseFor('eager', interval, 1))).toEqual([50, 200, 250]);
    expect(pauseFor('normal', usual, 4)).toBe(1600);
  });

  it('orders the speeds for everybody', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1000 }), fc.constantFrom(1, 2, 4, 8), (interval, patience) => {
        const [calm, normal, eager] = (['calm', 'normal', 'eager'] as const).map((speed) =>
          pauseFor(speed, interval, patience),
        ) as [number, number, number];
        expect(calm).toBeGreaterThan(normal);
        expect(normal).toBeGreaterThan(eager);
      }),
      { numRuns: 10_000 },
    );
    const { calm, normal, eager } = SPEEDS;
    expect(calm.minConfidence).toBeGreaterThan(normal.minConfidence);
    expect(normal.minConfidence).toBeGreaterThan(eager.minConfidence);
  });
});
