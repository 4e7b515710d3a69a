import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/core/support/random.ts';
import { asCalibration, Curve, fitCalibration, USUAL } from '../../../../src/core/tasks/complete/calibration.ts';

const figures = fc.record({
  slope: fc.double({ min: 0.4, max: 1.6, noNaN: true }),
  offset: fc.double({ min: -1.5, max: 1.5, noNaN: true }),
});
const share = fc.double({ min: 0.01, max: 0.99, noNaN: true });

describe('calibration', () => {
  it('only ever grows, and can be inverted', () => {
    fc.assert(
      fc.property(figures, share, share, (known, a, b) => {
        const curve = new Curve(known);
        if (a < b) expect(curve.of(a)).toBeLessThanOrEqual(curve.of(b));
        expect(curve.rawOf(curve.of(a))).toBeCloseTo(a, 2);
      }),
    );
    const curve = new Curve({ slope: 0.5, offset: 1 });
    expect([0, 1].map((p) => [curve.of(p), curve.rawOf(p)])).toEqual([
      [0, 0],
      [1, 1],
    ]);
  });

  it('finds the curve behind the observations, and stays with the usual one if there are few', () => {
    const random = seededRandom(1);
    const curves = { start: { slope: 0.6, offset: -0.4 }, half: { slope: 1.3, offset: 0.2 } };
    const said = Array.from({ length: 20_000 }, (_, at) => {
      const [p, half] = [0.02 + 0.96 * random(), at % 2 === 1];
      return { p, half, right: random() < new Curve(curves[half ? 'half' : 'start']).of(p) };
    });
    const fitted = fitCalibration(said);
    for (const kind of ['start', 'half'] as const) {
      for (const p of [0.1, 0.3, 0.5, 0.7, 0.9]) {
        expect(new Curve(fitted[kind]).of(p)).toBeCloseTo(new Curve(curves[kind]).of(p), 1);
      }
    }
    expect(fitCalibration([])).toEqual(USUAL);
    const few = fitCalibration([{ p: 0.9, right: false, half: false }]);
    expect(Math.abs(few.start.offset - USUAL.start.offset)).toBeLessThan(0.2);
    expect(few.half).toEqual(USUAL.half);
    // Nothing being right is no reason for a curve that lets nothing pass.
    const wrong = fitCalibration(Array.from({ length: 500 }, (_, at) => ({ p: 0.9, right: false, half: at < 250 })));
    expect(asCalibration(wrong)).toEqual(wrong);
  });

  it('is read back only if it can be a curve', () => {
    const good = { slope: 0.9, offset: 0.1 };
    expect(asCalibration({ start: good, half: good })).toEqual({ start: good, half: good });
    // An earlier version had one curve, fitted under other n-grams.
    for (const broken of [
      null,
      1,
      {},
      { slope: 0, offset: 0 },
      { slope: Number.NaN, offset: 0 },
      { slope: '1', offset: 0 },
    ]) {
      expect(asCalibration(broken)).toBeNull();
      expect(asCalibration({ start: good, half: broken })).toBeNull();
      expect(asCalibration({ ...good, start: broken, half: good })).toBeNull();
    }
  });
});
