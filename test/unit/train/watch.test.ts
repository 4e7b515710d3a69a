import { expect, it } from 'vitest';
import type { Example } from '../../../src/core/tasks/example.ts';
import type { Batch } from '../../../src/core/train/batch.ts';
import { Watch } from '../../../src/core/train/watch.ts';

/** An example of this many tokens, all but the first of which are graded. */
const example = (length: number, token: number): Example => ({
  ids: new Array<number>(length).fill(token),
  from: 1,
  item: String(token),
});

/** A session in which every token costs its own id. */
function session(targets: number) {
  const batches: Batch[] = [];
  return {
    batches,
    shape: { batch: 2, sequence: 8, targets },
    virtual: 0,
    run: async (batch: Batch) => {
      batches.push(batch);
      let sum = 0;
      for (let at = 0; at < batch.count; at++) sum += Number(batch.targets[at]);
      return { loss: sum / batch.count, gradient: new Float32Array(0) };
    },
  };
}

it('gives the mean over all tokens, however they fall into batches', async () => {
  const examples = [example(8, 1), example(5, 2), example(3, 4)];
  const expected = (7 * 1 + 4 * 2 + 2 * 4) / 13;
  for (const targets of [7, 8, 14]) {
    const through = session(targets);
    expect(await new Watch(examples, through).look(new Float32Array(0))).toBeCloseTo(expected, 12);
    for (const { count } of through.batches) expect(count).toBeLessThanOrEqual(targets);
  }
});

it('leaves out what the graph has no room for, and measures at most four sequences', async () => {
  const through = session(6);
  expect(await new Watch([example(8, 1), example(5, 2)], through).look(new Float32Array(0))).toBe(2);
  const many = session(7);
  await new Watch(
    Array.from({ length: 9 }, () => example(8, 1)),
    many,
  ).look(new Float32Array(0));
  expect(many.batches).toHaveLength(4);
  const none = new Watch([example(8, 1)], session(2));
  expect(none.isDue(0)).toBe(false);
  expect(await none.look(new Float32Array(0))).toBeNull();
});

it('is due at once, and then rarely enough to keep its cost small', async () => {
  const slow = session(7);
  const watch = new Watch([example(8, 1)], {
    ...slow,
    run: async (batch) => {
      await new Promise((resolve) => setTimeout(resolve, 50));
      return slow.run(batch);
    },
  });
  expect(watch.isDue(0)).toBe(true);
  await watch.look(new Float32Array(0));
  expect(watch.isDue(0.5)).toBe(false);
  expect(watch.isDue(10)).toBe(true);
});
