import { describe, expect, test } from 'vitest';
import { barPlot } from '../../../src/evaluate/plots/bars.ts';
import { heatmap } from '../../../src/evaluate/plots/heatmap.ts';
import { linePlot } from '../../../src/evaluate/plots/lines.ts';
import { ticks } from '../../../src/evaluate/plots/svg.ts';

const format = (value: number) => value.toFixed(2);

/** The numbers in one attribute of all elements with a name. */
function numbers(svg: string, element: string, attribute: string): number[] {
  return [...svg.matchAll(new RegExp(`<${element} [^>]*?\\b${attribute}="([-\\d.]+)"`, 'g'))].map(([, text]) =>
    Number(text),
  );
}

describe('ticks', () => {
  test('are round and cover the range', () => {
    expect(ticks(0, 1)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(ticks(-0.13, 0.21)).toEqual([-0.2, -0.1, 0, 0.1, 0.2, 0.3]);
    expect(ticks(6, 6.31)).toEqual([6, 6.1, 6.2, 6.3, 6.4]);
  });

  test('widen a range of one value', () => {
    for (const value of [0, 1, -3]) {
      const marks = ticks(value, value);
      expect(marks[0]).toBeLessThan(value);
      expect(marks.at(-1)).toBeGreaterThan(value);
      expect(marks.length).toBeLessThan(12);
    }
  });
});

describe('plots', () => {
  test('bars begin at zero, are as long as their values, and come with a description', () => {
    const bars = [
      { label: 'base', value: 0.2, low: 0.1, high: 0.3 },
      { label: 'a < b & "c"', value: 0.4, low: 0.3, high: 0.5 },
    ];
    const svg = barPlot('Tags', [{ heading: 'F1', bars, zero: true, format }]);
    const [first, second] = numbers(svg, 'rect', 'width');
    expect(second / first).toBeCloseTo(2, 2);
    expect(svg).toContain('<title id="t">Tags</title>');
    expect(svg).toContain('base 0.20 (0.10 to 0.30); a &lt; b &amp; &quot;c&quot; 0.40 (0.30 to 0.50).</desc>');
    expect(svg).not.toContain('a < b');
  });

  test('small differences are points; values out of range stay inside', () => {
    const bars = [{ label: 'x', value: 6.1, low: 6, high: Number.POSITIVE_INFINITY }];
    const svg = barPlot('Costs', [{ heading: 'Bits', bars, zero: false, format }]);
    expect(numbers(svg, 'circle', 'cx')).toHaveLength(1);
    for (const x of numbers(svg, 'line', 'x2')) expect(x).toBeLessThanOrEqual(720);
    expect(svg).not.toMatch(/NaN|"Infinity|"-Infinity/);
  });

  test('lines go from place to place and leave gaps', () => {
    const point = (value: number) => ({ value, low: value - 0.1, high: value + 0.1 });
    const series = [{ label: 'oppu', points: [point(0.2), null, point(0.4), point(0.5)] }];
    const svg = linePlot('Amount', ['10', '25', '50', 'all'], [{ heading: 'F1', series, format }]);
    expect(numbers(svg, 'circle', 'cx')).toHaveLength(3);
    expect([...svg.matchAll(/stroke-width="2"/g)]).toHaveLength(1);
    const [low, , high] = numbers(svg, 'circle', 'cy');
    expect(low).toBeGreaterThan(high);
    expect(svg).toContain('oppu: 10 0.20, 25 none, 50 0.40, all 0.50');
  });

  test('a heat map has a cell for each pair', () => {
    const svg = heatmap(
      'Likeness',
      ['ann', 'bob'],
      [
        [1, -0.5],
        [-0.5, 1],
      ],
    );
    expect(numbers(svg, 'rect', 'x')).toHaveLength(4);
    expect(svg).toContain('ann and bob -0.50.</desc>');
    // The strongest of all has full colour; below zero it is orange.
    expect(svg).toContain('rgb(179,90,15)');
  });
});
