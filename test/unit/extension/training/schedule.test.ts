import { describe, expect, it } from 'vitest';
import type { AdapterInfo } from '../../../../src/core/adapter/record.ts';
import type { Unfinished } from '../../../../src/extension/state.ts';
import { type Circumstances, decide, ENOUGH_NEW } from '../../../../src/extension/training/schedule.ts';

const idle: Circumstances = {
  wanted: true,
  trusted: true,
  hasModel: true,
  busy: false,
  power: 'mains',
  unfinished: null,
  unlearnt: null,
  leftOver: 0,
  adapter: null,
};
const adapter = { name: 'personal' } as AdapterInfo;
const unfinished = (change: Partial<Unfinished>): Unfinished => ({
  step: 3,
  steps: 9,
  options: {},
  why: 'interrupted',
  automatic: true,
  losses: [],
  heldoutLosses: [],
  ...change,
});

describe('decide', () => {
  it.each([
    { wanted: false },
    { trusted: false },
    { hasModel: false },
    { busy: true },
    { unfinished: unfinished({ automatic: false }) },
    { unfinished: unfinished({ why: 'paused' }) },
    { unlearnt: ENOUGH_NEW - 1 },
    { unlearnt: 0 },
    { unlearnt: 100, leftOver: 100 - ENOUGH_NEW + 1 },
  ])('does nothing if %j', (change) => {
    expect(decide({ ...idle, unlearnt: 100, ...change })).toEqual({ no: expect.any(String) });
  });

  it('looks for new writing before it begins anything', () => {
    expect(decide(idle)).toEqual({ look: true });
  });

  it('waits for power, and assumes power on a machine that reports nothing', () => {
    expect(decide({ ...idle, power: 'battery' })).toEqual({ wait: 'power' });
    expect(decide({ ...idle, power: 'battery', unfinished: unfinished({}) })).toEqual({ wait: 'power' });
    expect(decide({ ...idle, power: 'unknown' })).toEqual({ look: true });
  });

  it('resumes an interrupted automatic run, whatever is new', () => {
    for (const why of ['interrupted', 'battery'] as const) {
      expect(decide({ ...idle, unfinished: unfinished({ why }) })).toEqual({ resume: true });
    }
  });

  it('trains from the start if there is no adapter, else teaches the existing one what is new, within a budget', () => {
    expect(decide({ ...idle, unlearnt: ENOUGH_NEW })).toEqual({ begin: { minutes: 30 } });
    expect(decide({ ...idle, unlearnt: 30 + ENOUGH_NEW, leftOver: 30, adapter })).toEqual({
      begin: { minutes: 30, update: true, name: 'personal' },
    });
  });
});
