import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { virtualIds } from '../../../src/core/adapter/layout.ts';
import { type Example, windows } from '../../../src/core/tasks/example.ts';
import { batchesOf, makeBatch } from '../../../src/core/train/batch.ts';
import { pack } from '../../../src/core/train/pack.ts';

const examples = fc.array(
  fc.tuple(fc.integer({ min: 2, max: 16 }), fc.integer({ min: 1, max: 100 })).map(
    ([length, from]): Example => ({
      ids: Array.from({ length }, (_, at) => 10 * length + at),
      from: 1 + (from % (length - 1)),
      item: `item ${length}`,
    }),
  ),
  { maxLength: 20 },
);

describe('packing', () => {
  it('keeps every example whole and every target once, and wastes less than half', () => {
    fc.assert(
      fc.property(examples, (given) => {
        const packed = pack(given, 16);
        const wanted = given.flatMap(({ ids, from, item }) => ids.slice(from).map((id) => `${item}:${id}`));
        const got = packed.flatMap(({ targets }) => targets.map(({ id, item }) => `${item}:${id}`));
        expect(got.sort()).toEqual(wanted.sort());
        for (const { ids, segments, targets, tokens } of packed) {
          expect(ids).toHaveLength(16);
          for (const { row, id } of targets) {
            expect(ids[row + 1]).toBe(id);
            expect(segments[row + 1]).toBe(segments[row]);
          }
          expect(tokens).toBe(ids.filter((id) => id !== 0).length);
        }
        // First fit leaves at most one sequence half empty.
        expect(packed.filter(({ tokens }) => tokens <= 8).length).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('puts virtual tokens before every example, in its segment', () => {
    fc.assert(
      fc.property(examples, fc.integer({ min: 1, max: 5 }), (given, virtual) => {
        const packed = pack(given, 16 + virtual, virtual);
        expect(packed.flatMap(({ ids }) => ids.filter((id) => id > 0)).length).toBe(
          given.reduce((sum, { ids }) => sum + ids.length, 0),
        );
        for (const { ids, segments, targets } of packed) {
          expect(ids).toHaveLength(16 + virtual);
          ids.forEach((id, at) => {
            const first = at === 0 || segments[at - 1] !== segments[at];
            if (id !== 0 && first) {
              expect(ids.slice(at, at + virtual)).toEqual(virtualIds(virtual));
              expect(new Set(segments.slice(at, at + virtual + 1)).size).toBe(1);
            }
          });
          for (const { row, id } of targets) expect(ids[row + 1]).toBe(id);
        }
      }),
    );
  });

  it('cuts long texts into windows that together grade each token once', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 200 }), fc.integer({ min: 1, max: 60 }), (length, from) => {
        const ids = Array.from({ length }, (_, at) => at);
        const parts = windows({ ids, from: Math.min(from, length - 1), item: '' }, 24, 4);
        const graded = parts.flatMap((part) => part.ids.slice(part.from));
        expect(graded).toEqual(ids.slice(Math.min(from, length - 1)));
        for (const part of parts) expect(part.ids.length).toBeLessThanOrEqual(24);
      }),
    );
  });

  it('fills a batch with rows of their own and weights that add up to one', () => {
    fc.assert(
      fc.property(
        examples.filter((given) => given.length > 0),
        (given) => {
          const shape = { batch: 3, sequence: 16, targets: 48 };
          const batch = makeBatch(pack(given, 16).slice(0, 3), shape);
          expect(new Set(batch.rows).size).toBe(48);
          expect(batch.weights.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
          expect(batch.items).toHaveLength(batch.count);
        },
      ),
    );
  });

  it('puts sequences with many targets next to those with few', () => {
    const sequence = (targets: number) => ({ ids: [], segments: [], tokens: 0, targets: new Array(targets).fill(0) });
    const counts = [500, 10, 480, 30, 260, 250];
    const batches = batchesOf(counts.map(sequence), 2);
    const sums = batches.map((batch) => batch.reduce((sum, { targets }) => sum + targets.length, 0));
    expect(sums).toEqual([510, 510, 510]);
    expect(batchesOf(counts.slice(0, 5).map(sequence), 2).flat()).toHaveLength(5);
  });
});
