import { expect, it } from 'vitest';
import { AppState } from '../../../../src/extension/state.ts';
import { Snooze } from '../../../../src/extension/suggestions/snooze.ts';
import { Memory } from '../memory.ts';

it('ends by itself, and outlives a closed window until then', async () => {
  const memory = new Memory();
  const state = new AppState();
  const until = Date.now() + 60_000;
  const first = new Snooze(state, memory);
  await first.set(until);
  expect(Math.abs(state.snapshot.snoozedUntil - until)).toBeLessThan(50);
  first.dispose();

  const later = new AppState();
  const second = new Snooze(later, memory);
  expect(Math.abs(later.snapshot.snoozedUntil - until)).toBeLessThan(50);
  await second.set(Date.now() + 30);
  expect(later.snapshot.snoozedUntil).toBeGreaterThan(0);
  await expect.poll(() => later.snapshot.snoozedUntil).toBe(0);
  expect(memory.keys()).toEqual([]);
  second.dispose();
});

it('does not begin with a time in the past', async () => {
  const memory = new Memory();
  memory.values.set('snoozedUntil', Date.now() - 1000);
  const state = new AppState();
  const snooze = new Snooze(state, memory);
  expect(state.snapshot.snoozedUntil).toBe(0);
  await snooze.set(0);
  expect(memory.keys()).toEqual([]);
  snooze.dispose();
});
