import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { barsOf } from '../../../../webview/charts/bars.ts';
import { layOut, spread } from '../../../../webview/charts/curves.ts';

const frame = { width: 280, height: 120, left: 34, bottom: 16 };
const curve = fc
  .array(fc.double({ min: 0, max: 20, noNaN: true }), { minLength: 1, maxLength: 300 })
  .map((losses) => losses.map((loss, index) => ({ step: 3 * index + 1, loss })));

describe('layOut', () => {
  it('puts greater losses higher and later steps further right, within the frame', () => {
    fc.assert(
      fc.property(curve, curve, (points, kept) => {
        const laid = layOut([points, kept], frame);
        const places = laid.points[0].split(' ').map((pair) => pair.split(',').map(Number));
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
        expect(laid.firstStep).toBe(1);
        expect(laid.lastStep).toBe(Math.max(points.at(-1)!.step, kept.at(-1)!.step));
      }),
    );
  });
});

describe('layOut with two curves', () => {
  it('puts the same step and loss at the same place in both', () => {
    const learnt = [
      { step: 1, loss: 4 },
      { step: 9, loss: 2 },
    ];
    const kept = [
      { step: 0, loss: 5 },
      { step: 9, loss: 2 },
    ];
    const [a, b] = layOut([learnt, kept], frame).points.map((points) => points.split(' '));
    expect(a[1]).toBe(b[1]);
    expect(layOut([learnt, []], frame).points).toEqual([expect.any(String), '']);
  });
});

describe('barsOf', () => {
  const month = (name: string | null, words: number) => ({ month: name, items: 1, words });

  it('has a bar for every month between the first and the last', () => {
    expect(barsOf([month(null, 9), month('2024-11', 5), month('2025-02', 7)])).toEqual([
      { label: '2024-11', items: 1, words: 5 },
      { label: '2024-12', items: 0, words: 0 },
      { label: '2025-01', items: 0, words: 0 },
      { label: '2025-02', items: 1, words: 7 },
    ]);
    expect(barsOf([month(null, 9)])).toEqual([]);
    expect(barsOf([])).toEqual([]);
  });

  it('counts by year if there would be too many bars, and loses no word either way', () => {
    expect(barsOf([month('1999-12', 1), month('2001-01', 2), month('2001-12', 3)])).toEqual([
      { label: '1999', items: 1, words: 1 },
      { label: '2000', items: 0, words: 0 },
      { label: '2001', items: 2, words: 5 },
    ]);
    const some = fc.array(
      fc.record({
        month: fc
          .date({ min: new Date('1970-01-01'), max: new Date('2030-01-01'), noInvalidDate: true })
          .map((date) => date.toISOString().slice(0, 7)),
        items: fc.nat(9),
        words: fc.nat(999),
      }),
    );
    fc.assert(
      fc.property(some, (months) => {
        const sum = (parts: { words: number }[]) => parts.reduce((total, { words }) => total + words, 0);
        const bars = barsOf(months);
        expect(sum(bars)).toBe(sum(months));
        expect(new Set(bars.map(({ label }) => label)).size).toBe(bars.length);
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
