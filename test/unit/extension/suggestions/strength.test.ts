import { expect, it } from 'vitest';
import { AppState } from '../../../../src/extension/state.ts';
import { Strength } from '../../../../src/extension/suggestions/strength.ts';
import { Memory } from '../memory.ts';

it('outlives a closed window, and stays within its limits', async () => {
  const memory = new Memory();
  const state = new AppState();
  const strength = new Strength(state, memory);
  expect(state.snapshot.strength).toBe(0);
  await strength.set(0.3);
  const later = new AppState();
  new Strength(later, memory);
  expect(later.snapshot.strength).toBe(0.3);
  await strength.set(7);
  expect(state.snapshot.strength).toBe(1);
  await strength.set(0);
  expect(memory.keys()).toEqual([]);
  memory.values.set('strength', 'much');
  new Strength(state, memory);
  expect(state.snapshot.strength).toBe(0);
});
