import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leanFrom } from '../../../src/core/generate/contrast.ts';
import { greedy } from '../../../src/core/generate/sampler.ts';

const logits = fc
  .array(fc.tuple(fc.double({ min: -20, max: 20, noNaN: true }), fc.double({ min: -20, max: 20, noNaN: true })), {
    minLength: 2,
    maxLength: 12,
  })
  .map((pairs) => ({
    user: Float32Array.from(pairs, ([one]) => one),
    base: Float32Array.from(pairs, ([, other]) => other),
  }));
const strength = fc.double({ min: 0, max: 4, noNaN: true });

describe('leaning from the base', () => {
  it('gives user + strength · (user − base) where the user’s model finds a token plausible', () => {
    fc.assert(
      fc.property(logits, strength, ({ user, base }, a) => {
        const out = user.slice();
        leanFrom(out, base, a);
        const top = Math.max(...user);
        for (const [id, value] of out.entries()) {
          const share = Math.exp(user[id] - top);
          if (share > 0.1001) expect(value).toBeCloseTo(user[id] + a * (user[id] - base[id]), 3);
          if (share < 0.0999) expect(value).toBe(Number.NEGATIVE_INFINITY);
        }
        expect(user[greedy(out)]).toBeGreaterThan(top - Math.log(10) - 0.001);
      }),
    );
  });

  it('changes no choice without strength, or away from itself', () => {
    fc.assert(
      fc.property(logits, strength, ({ user, base }, a) => {
        const [still, self] = [user.slice(), user.slice()];
        leanFrom(still, base, 0);
        leanFrom(self, user, a);
        expect(greedy(still)).toBe(greedy(user));
        expect(greedy(self)).toBe(greedy(user));
      }),
    );
  });

  it('keeps forbidden tokens forbidden', () => {
    const user = Float32Array.of(Number.NEGATIVE_INFINITY, 1, 2);
    leanFrom(user, Float32Array.of(-50, 1, 2), 3);
    expect(user[0]).toBe(Number.NEGATIVE_INFINITY);
    expect(greedy(user)).toBe(2);
  });
});
