import { describe, expect, it } from 'vitest';
import { judgingOf, TimeBudget } from '../../../src/core/train/budget.ts';
import { settingsOf } from '../../../src/core/train/settings.ts';

/** A clock that stands still unless told otherwise. */
function budget(minutes: number | undefined, judging = { steps: 10, sessions: 3 }) {
  let now = 1000;
  const pass = (seconds: number) => {
    now += 1000 * seconds;
  };
  return {
    pass,
    time: new TimeBudget(
      minutes,
      () => judging,
      () => now,
    ),
  };
}

describe('the time of a run', () => {
  it('includes loading and judging', async () => {
    const { time, pass } = budget(10);
    pass(20); // examples
    await time.opening(async () => pass(10));
    // 600 s, minus 30 until now, minus 10 steps of 2 s and 3 sessions of 10 s for judging.
    expect(time.stepsLeft(2)).toBe((600 - 30 - 20 - 30) / 2);
    expect(time.secondsLeft(260, 2)).toBe(570);
    pass(520);
    expect(time.stepsLeft(2)).toBe(0);
    expect(time.secondsLeft(0, 2)).toBe(50);
  });

  it('excludes time in which training waited for the user', async () => {
    const { time, pass } = budget(10);
    await time.opening(async () => undefined);
    const before = time.stepsLeft(1);
    await time.held(async () => pass(300));
    expect(time.stepsLeft(1)).toBe(before);
  });

  it('goes to training for at least a quarter, even if judging would take it all', async () => {
    const { time, pass } = budget(1, { steps: 100, sessions: 3 });
    await time.opening(async () => pass(5));
    expect(time.stepsLeft(1)).toBe(15);
    pass(10);
    expect(time.stepsLeft(1)).toBe(5);
  });

  it('is unlimited by default, and still known', async () => {
    const { time, pass } = budget(undefined);
    await time.opening(async () => pass(4));
    expect(time.secondsLeft(100, 5)).toBe(500 + 50 + 12);
    expect(time.stepsLeft(5)).toBe(Number.POSITIVE_INFINITY);
  });

  it('grows with what is judged', () => {
    const example = { ids: new Array<number>(500).fill(1), from: 200, item: 'a' };
    const none = { text: [], titles: [] };
    expect(judgingOf(none, 0).steps).toBe(0);
    const some = judgingOf({ text: [example, example, example], titles: [] }, 0).steps;
    expect(some).toBeCloseTo(2 * (2 * 0.27 + 8 * 0.32));
    expect(judgingOf({ text: [example, example, example], titles: [] }, 2).steps).toBeGreaterThan(some);
  });
});

describe('settings for the amount of writing', () => {
  const of = (epoch: number, options = {}) => {
    const { epochs, learningRate } = settingsOf(options, 'lora', epoch);
    return [epochs, learningRate];
  };

  it('are a lower rate and more epochs if there is little', () => {
    expect([of(5), of(12), of(30), of(65), of(1000)]).toEqual([
      ...[
        [6, 1e-3],
        [4, 1e-3],
        [2, 1e-3],
      ],
      ...[
        [2, 3e-3],
        [2, 3e-3],
      ],
    ]);
  });

  it('are those asked for, and an update’s own', () => {
    expect(of(5, { epochs: 1, learningRate: 0.01 })).toEqual([1, 0.01]);
    expect(of(5, { update: true })).toEqual([2, 1e-3]);
    expect(settingsOf({}, 'ia3', 5).learningRate).toBe(1e-2);
  });
});
