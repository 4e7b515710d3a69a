import { describe, expect, it } from 'vitest';
import { TimeBudget } from '../../../src/core/train/budget.ts';
import { Course, judgingOf } from '../../../src/core/train/course.ts';
import { settingsOf } from '../../../src/core/train/settings.ts';

const JUDGING = { steps: 10, sessions: 3 };
const PACE = { first: 2, again: 1, opening: 10, judging: 1 };

/** A clock that stands still unless told otherwise. */
function budget(minutes?: number) {
  let now = 1000;
  const pass = (seconds: number) => {
    now += 1000 * seconds;
  };
  return { pass, time: new TimeBudget(minutes, () => now) };
}

describe('the time of a run', () => {
  it('includes loading and judging', async () => {
    const { time, pass } = budget(10);
    pass(20); // examples
    await time.opening(async () => pass(10));
    expect(time.opened).toBe(10);
    time.begin(new Course(300, JUDGING, PACE));
    // 600 s, minus 30 until now, minus 10 steps of 2 s and 3 sessions of 10 s for judging.
    expect(time.stepsLeft(0, 2)).toBe((600 - 30 - 20 - 30) / 2);
    expect(time.secondsLeft(0, 260, 0)).toBe(570);
    pass(520);
    expect(time.stepsLeft(260, 2)).toBe(0);
    expect(time.secondsLeft(260, 260, 2)).toBe(50);
  });

  it('excludes time in which training waited for the user', async () => {
    const { time, pass } = budget(10);
    time.begin(new Course(300, JUDGING, PACE));
    const before = time.stepsLeft(1, 1);
    await time.held(async () => pass(300));
    expect(time.stepsLeft(1, 1)).toBe(before);
  });

  it('goes to training for at least a quarter, even if judging would take it all', () => {
    const { time, pass } = budget(1);
    time.begin(new Course(300, { steps: 100, sessions: 3 }, PACE));
    expect(time.stepsLeft(1, 1)).toBe(15);
    pass(10);
    expect(time.stepsLeft(1, 1)).toBe(5);
  });

  it('is unlimited by default, and still known before the first step', () => {
    const { time } = budget();
    time.begin(new Course(40, JUDGING, PACE));
    // An epoch of 40 steps, and another whose lower blocks are kept.
    expect(time.secondsLeft(0, 80, 0)).toBe(40 * 2 + 40 * 1 + (10 * 2 + 3 * 10));
    expect(time.stepsLeft(5, 5)).toBe(Number.POSITIVE_INFINITY);
  });

  it('follows a computer that has become slower, in training and in judging', () => {
    const { time } = budget();
    time.begin(new Course(40, JUDGING, PACE));
    expect(time.secondsLeft(20, 80, 4)).toBe(2 * (20 * 2 + 40 * 1 + 50));
    // Steps of a later epoch are faster on the same computer.
    expect(time.secondsLeft(60, 80, 1)).toBe(20 + 50);
  });

  it('grows with what is judged', () => {
    const example = { ids: new Array<number>(500).fill(1), from: 200, item: 'a' };
    const none = { text: [], titles: [] };
    expect(judgingOf(none, 0, 0).steps).toBe(0);
    const some = judgingOf({ text: [example, example, example], titles: [] }, 0, 0).steps;
    expect(some).toBeCloseTo(2 * (2 * 0.25 + 8 * 0.3));
    expect(judgingOf({ text: [example, example, example], titles: [] }, 2, 0).steps).toBeGreaterThan(some);
    expect(judgingOf({ text: [example, example, example], titles: [] }, 2, 2).steps).toBeGreaterThan(
      judgingOf({ text: [example, example, example], titles: [] }, 2, 0).steps,
    );
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
