import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AnsweringPace, TypingPace } from '../../../../../src/core/tasks/complete/policy/pace.ts';
import { pauseBegan, pauseFor, SPEEDS, waitFor } from '../../../../../src/core/tasks/complete/policy/speed.ts';

describe('TypingPace', () => {
  it('is the median time between recent keys, ignoring pauses for thought', () => {
    const pace = new TypingPace();
    expect(pace.interval).toBe(200);
    for (const at of [0, 100, 210, 5_000, 5_120, 5_210]) pace.note(at);
    expect(pace.interval).toBe(110);
    for (let key = 1; key <= 24; key++) pace.note(5_210 + 300 * key);
    expect(pace.interval).toBe(300);
  });
});

describe('pauseFor', () => {
  it('waits longer for slower typists, within limits, and longer the calmer the speed', () => {
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
    expect(calm.threshold).toBeGreaterThan(normal.threshold);
    expect(normal.threshold).toBeGreaterThan(eager.threshold);
  });
});

describe('waitFor', () => {
  it('asks early enough for the answer to arrive when the pause ends, but not during steady typing', () => {
    expect(waitFor('normal', 200, 1, 0)).toBe(pauseFor('normal', 200, 1));
    expect(waitFor('normal', 200, 1, 100)).toBe(300);
    expect(waitFor('normal', 200, 1, 5000)).toBe(250);
    expect(waitFor('eager', 40, 1, 5000)).toBe(50);
    const speeds = fc.constantFrom('calm' as const, 'normal' as const, 'eager' as const);
    const ms = fc.integer({ min: 0, max: 3000 });
    fc.assert(
      fc.property(speeds, ms, fc.constantFrom(1, 2, 4, 8), ms, (speed, interval, patience, answering) => {
        const [pause, wait] = [pauseFor(speed, interval, patience), waitFor(speed, interval, patience, answering)];
        expect(wait).toBeLessThanOrEqual(pause);
        // Not so soon that the answer would be early, and not before the next key is due.
        expect(wait + answering >= pause || wait >= Math.min(pause, interval)).toBe(true);
      }),
      { numRuns: 10_000 },
    );
  });

  it('goes by the median of recent answers', () => {
    const answering = new AnsweringPace();
    expect(answering.expected).toBe(0);
    for (const took of [2000, 90, 110]) answering.note(took);
    expect(answering.expected).toBe(110);
  });
});

describe('pauseBegan', () => {
  it('is the last key, but not long before the editor asked', () => {
    expect(pauseBegan(950, 1000)).toBe(950);
    expect(pauseBegan(10, 1000)).toBe(900);
    expect(pauseBegan(undefined, 1000)).toBe(1000);
  });
});
