import { expect, it } from 'vitest';
import { AppState } from '../../../../src/extension/state.ts';
import { Tally } from '../../../../src/extension/suggestions/tally.ts';
import { Memory } from '../memory.ts';

const DAY = 24 * 3600_000;
/** A Monday at noon, UTC. */
const MONDAY = Date.UTC(2026, 10, 23, 12);

it('counts what was accepted and typed through, and only this week’s keys', () => {
  const state = new AppState();
  const kept = new Memory();
  let now = MONDAY;
  const tally = new Tally(state, kept, () => now);
  tally.count('shown');
  tally.count('accepted');
  tally.saved(12);
  now += 6 * DAY;
  tally.count('typedThrough');
  tally.saved(5);
  expect(state.snapshot.suggestions).toMatchObject({ shown: 1, accepted: 1, typedThrough: 1, keys: 15 });
  now += DAY;
  tally.saved(3);
  expect(state.snapshot.suggestions).toMatchObject({ accepted: 1, keys: 2 });
  // Another window continues from there, even from what an earlier version counted.
  const other = new AppState();
  new Tally(other, kept, () => now);
  expect(other.snapshot.suggestions).toEqual(state.snapshot.suggestions);
  tally.reset();
  expect(state.snapshot.suggestions).toMatchObject({ shown: 0, accepted: 0, typedThrough: 0, keys: 0 });
});
