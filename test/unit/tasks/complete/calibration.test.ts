import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/core/support/random.ts';
import { asCalibration, Calibration, fitCalibration, USUAL } from '../../../../src/core/tasks/complete/calibration.ts';

const figures = fc.record({
  slope: fc.double({ min: 0.4, max: 1.6, noNaN: true }),
  offset: fc.double({ min: -1.5, max: 1.5, noNaN: true }),
});
const share = fc.double({ min: 0.01, max: 0.99, noNaN: true });

describe('calibration', () => {
  it('only ever grows, and can be inverted', () => {
    fc.assert(
      fc.property(figures, share, share, (known, a, b) => {
        const curve = new Calibration(known);
        if (a < b) expect(curve.of(a)).toBeLessThanOrEqual(curve.of(b));
        expect(curve.rawOf(curve.of(a))).toBeCloseTo(a, 2);
      }),
    );
    const curve = new Calibration({ slope: 0.5, offset: 1 });
    expect([0, 1].map((p) => [curve.of(p), curve.rawOf(p)])).toEqual([
      [0, 0],
      [1, 1],
    ]);
  });

  it('finds the curve behind the observations, and stays with the usual one if there are few', () => {
    const random = seededRandom(1);
    const wanted = new Calibration({ slope: 0.6, offset: -0.4 });
    const said = Array.from({ length: 20_000 }, () => {
      const p = 0.02 + 0.96 * random();
      return { p, right: random() < wanted.of(p) };
    });
    const fitted = new Calibration(fitCalibration(said));
    for (const p of [0.1, 0.3, 0.5, 0.7, 0.9]) expect(fitted.of(p)).toBeCloseTo(wanted.of(p), 1);
    expect(fitCalibration([])).toEqual(USUAL);
    const few = fitCalibration([{ p: 0.9, right: false }]);
    expect(Math.abs(few.offset - USUAL.offset)).toBeLessThan(0.2);
    // Nothing right at all is no reason for a curve that nothing passes.
    const wrong = fitCalibration(Array.from({ length: 500 }, () => ({ p: 0.9, right: false })));
    expect(asCalibration(wrong)).toEqual(wrong);
  });

  it('is read back only if it can be a curve', () => {
    expect(asCalibration({ slope: 0.9, offset: 0.1 })).toEqual({ slope: 0.9, offset: 0.1 });
    for (const broken of [
      null,
      1,
      {},
      { slope: 0, offset: 0 },
      { slope: Number.NaN, offset: 0 },
      { slope: '1', offset: 0 },
    ]) {
      expect(asCalibration(broken)).toBeNull();
    }
  });
});
