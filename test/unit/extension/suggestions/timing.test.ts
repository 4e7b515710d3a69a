import { describe, expect, it } from 'vitest';
import { pauseFor } from '../../../../src/core/tasks/complete/policy/speed.ts';
import { Timing } from '../../../../src/extension/suggestions/timing.ts';

const NOTE = 'file:///note.md';

describe('when something is suggested', () => {
  it('not after a deletion, and after accepting a suggestion only if those are chained', () => {
    const timing = new Timing();
    expect(timing.untimely(NOTE, 'calm')).toBe(null);
    timing.edited(NOTE, 'deleted', false);
    expect(timing.untimely(NOTE, 'eager')).toBe('after-delete');
    expect(timing.untimely('file:///other.md', 'eager')).toBe(null);
    timing.edited(NOTE, 'undone', false);
    expect(timing.untimely(NOTE, 'eager')).toBe('after-undo');
    timing.edited(NOTE, 'other', true);
    expect(timing.untimely(NOTE, 'calm')).toBe('after-accept');
    expect(timing.untimely(NOTE, 'normal')).toBe(null);
    timing.edited(NOTE, 'typed', false);
    expect(timing.untimely(NOTE, 'calm')).toBe(null);
  });

  it('after a pause, a longer one with patience; the model is asked sooner once its answers are known to be slow', () => {
    const timing = new Timing();
    const before = timing.pause(NOTE, 'calm', 1);
    expect(before.show - before.ask).toBeCloseTo(0, 6);
    timing.answered(200);
    const { ask, show } = timing.pause(NOTE, 'calm', 1);
    expect(show - ask).toBeCloseTo(200, 6);
    const patient = timing.pause(NOTE, 'calm', 2);
    expect(patient.show - show).toBeGreaterThanOrEqual(pauseFor('calm', 200, 1) - 1);
  });
});
