import { describe, expect, it } from 'vitest';
import { AdamW, clip, learningRateAt } from '../../../src/core/train/adamw.ts';

describe('AdamW', () => {
  it('takes the steps torch.optim.AdamW takes', () => {
    // torch 2: AdamW([1., -2.], lr=0.1, weight_decay=0.01) with gradients [0.5, 1], [-0.2, 3], [0, -1].
    const vector = Float32Array.of(1, -2);
    const optimiser = new AdamW(2);
    for (const gradient of [
      [0.5, 1],
      [-0.2, 3],
      [0, -1],
    ]) {
      optimiser.update(vector, Float32Array.from(gradient), 0.1);
    }
    expect(vector[0]).toBeCloseTo(0.835_961_5, 5);
    expect(vector[1]).toBeCloseTo(-2.233_861_4, 5);
  });

  it('clips a gradient to its limit and leaves a shorter one alone', () => {
    const long = Float32Array.of(3, 4);
    expect(clip(long, 1)).toBeCloseTo(5);
    expect(Math.hypot(...long)).toBeCloseTo(1, 5);
    const short = Float32Array.of(0.3, 0.4);
    clip(short, 1);
    expect(Array.from(short)).toEqual([Math.fround(0.3), Math.fround(0.4)]);
  });

  it('warms up, then decays to nothing', () => {
    const rates = Array.from({ length: 20 }, (_, step) => learningRateAt(step, 20, 1, 0.1));
    expect(rates[0]).toBeCloseTo(0.5);
    expect(rates[1]).toBeCloseTo(1);
    expect(rates[2]).toBeCloseTo(1);
    expect(rates[19]).toBeCloseTo(1 / 18);
    expect(Math.max(...rates)).toBe(1);
  });
});
