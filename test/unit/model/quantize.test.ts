import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dequantizeQ8, q8Block, quantizeQ8 } from '../../../src/core/model/quantize.ts';

const values = fc.float32Array({
  minLength: 64,
  maxLength: 64,
  noNaN: true,
  noDefaultInfinity: true,
  min: -1000,
  max: 1000,
});

describe('8-bit weights', () => {
  it('are within half a step of the originals, and symmetric', () => {
    fc.assert(
      fc.property(values, fc.constantFrom(32, 64), (x, block) => {
        const packed = quantizeQ8(x, block);
        const back = dequantizeQ8(packed, block);
        for (let i = 0; i < x.length; i++) {
          const scale = packed.scales[Math.floor(i / block)];
          expect(Math.abs(back[i] - x[i])).toBeLessThanOrEqual(scale * 0.501 + 1e-38);
          expect(packed.data[i]).toBeGreaterThanOrEqual(1);
        }
        const negative = dequantizeQ8(
          quantizeQ8(
            x.map((each) => -each),
            block,
          ),
          block,
        );
        for (let i = 0; i < x.length; i++) {
          // Only a value exactly between two steps may round differently.
          const scale = packed.scales[Math.floor(i / block)];
          expect(Math.abs(negative[i] + back[i])).toBeLessThanOrEqual(scale * 1.001);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('do not change if they are rounded again', () => {
    fc.assert(
      fc.property(values, (x) => {
        const once = dequantizeQ8(quantizeQ8(x, 32), 32);
        const twice = quantizeQ8(once, 32);
        expect(twice.data).toEqual(quantizeQ8(x, 32).data);
      }),
      { numRuns: 50 },
    );
  });

  it('are bytes with zero point 128 and scale max / 127', () => {
    const x = new Float32Array(64);
    x.set([127, -127, 1, -1, 0.4, 63.5], 0);
    x.set([0.5], 32);
    const packed = quantizeQ8(x, 32);
    expect([...packed.scales]).toEqual([1, Math.fround(0.5 / 127)]);
    expect([...packed.data.subarray(0, 7)]).toEqual([255, 1, 129, 127, 128, 192, 128]);
    expect(packed.data[32]).toBe(255);
    expect(quantizeQ8(new Float32Array(32), 32)).toEqual({
      data: new Uint8Array(32).fill(128),
      scales: new Float32Array(1),
    });
  });

  it('come in the widest block that divides the row', () => {
    expect([576, 1536, 96, 100].map(q8Block)).toEqual([64, 64, 32, null]);
  });
});
