import { expect, test } from 'vitest';
import type { Example } from '../../../src/core/tasks/example.ts';
import { type ItemExamples, sampleExamples } from '../../../src/core/train/sample.ts';

const example = (item: string, length = 10): Example => ({ ids: new Array(length).fill(1), from: 1, item });
const history = (n: number): ItemExamples[] =>
  Array.from({ length: n }, (_, i) => ({
    completion: [example(`c${i}`), example(`c${i}`), example(`c${i}`)],
    title: [example(`t${i}`)],
    tags: [example(`g${i}`)],
    rewrite: [],
  }));
const tokens = (examples: Example[]) => examples.reduce((sum, { ids }) => sum + ids.length, 0);
const of = (examples: Example[], task: string) => examples.filter(({ item }) => item.startsWith(task));

test('learns everything without a budget, or with one that is large enough', () => {
  expect(sampleExamples(history(5), null, 1)).toHaveLength(25);
  expect(sampleExamples(history(5), 250, 1)).toHaveLength(25);
});

test('keeps to a budget and shares it between the tasks, each example once', () => {
  const chosen = sampleExamples(history(100), 1000, 1);
  expect(tokens(chosen)).toBeLessThanOrEqual(1000);
  expect(tokens(chosen)).toBeGreaterThan(950);
  expect(of(chosen, 'g')).toHaveLength(27);
  expect(of(chosen, 't')).toHaveLength(30);
  expect(new Set(chosen).size).toBe(chosen.length);
});

test('gives the others what a task does not need', () => {
  const untagged = history(100).map((item) => ({ ...item, tags: [], title: [] }));
  expect(tokens(sampleExamples(untagged, 1000, 1))).toBeGreaterThan(950);
});

test('prefers recent writing, and lets the seed decide', () => {
  const items = history(200);
  const recent = sampleExamples(items, 2000, 1).filter(({ item }) => Number(item.slice(1)) >= 100).length;
  const old = sampleExamples(items, 2000, 1).length - recent;
  expect(recent).toBeGreaterThan(1.3 * old);
  expect(sampleExamples(items, 2000, 1)).toEqual(sampleExamples(items, 2000, 1));
  expect(sampleExamples(items, 2000, 2)).not.toEqual(sampleExamples(items, 2000, 1));
});
