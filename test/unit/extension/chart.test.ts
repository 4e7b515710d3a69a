import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layOut, spread } from '../../../webview/chart.ts';

const frame = { width: 280, height: 120, left: 34, bottom: 16 };
const curve = fc
  .array(fc.double({ min: 0, max: 20, noNaN: true }), { minLength: 1, maxLength: 300 })
  .map((losses) => losses.map((loss, index) => ({ step: 3 * index + 1, loss })));

describe('layOut', () => {
  it('puts greater losses higher and later steps further right, within the frame', () => {
    fc.assert(
      fc.property(curve, (points) => {
        const laid = layOut(points, frame);
        const places = laid.points.split(' ').map((pair) => pair.split(',').map(Number));
        expect(places).toHaveLength(points.length);
        places.forEach(([x, y], index) => {
          expect(x).toBeGreaterThanOrEqual(frame.left);
          expect(x).toBeLessThanOrEqual(frame.width);
          expect(y).toBeGreaterThanOrEqual(0);
          expect(y).toBeLessThanOrEqual(frame.height - frame.bottom);
          if (index === 0) return;
          expect(x).toBeGreaterThanOrEqual(places[index - 1][0]);
          if (points[index].loss > points[index - 1].loss) expect(y).toBeLessThanOrEqual(places[index - 1][1]);
        });
        expect([laid.firstStep, laid.lastStep]).toEqual([points[0].step, points.at(-1)!.step]);
      }),
    );
  });
});

describe('spread', () => {
  it('keeps the first, the last and the order', () => {
    fc.assert(
      fc.property(curve, fc.integer({ min: 2, max: 30 }), (points, most) => {
        const kept = spread(points, most);
        expect(kept).toHaveLength(Math.min(points.length, most));
        expect([kept[0], kept.at(-1)]).toEqual([points[0], points.at(-1)]);
        expect(kept.map(({ step }) => step)).toEqual([...new Set(kept.map(({ step }) => step))].sort((a, b) => a - b));
      }),
    );
  });
});
