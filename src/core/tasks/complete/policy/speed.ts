import { READING_COST } from '../rule.ts';

/** How readily something is suggested; the user's choice. */
export const SPEED_NAMES = ['calm', 'normal', 'eager'] as const;
export type Speed = (typeof SPEED_NAMES)[number];

interface Manner {
  /** The pause after the last key: so many times the writer’s own time between two keys … */
  times: number;
  /** … within these, in milliseconds. */
  least: number;
  most: number;
  /** Least probability that a suggestion is right, all of it, for it to be shown. */
  threshold: number;
  /** What reading a word of it counts for, in keys: the writer pauses in any case, so not all of it is lost. */
  readingCost: number;
  /** Whether a suggestion that was taken is followed by the next one unasked. */
  chained: boolean;
}

/** Thresholds and costs were chosen on the later part of histories; see research/log/ghost-text.md. */
export const SPEEDS: Record<Speed, Manner> = {
  calm: { times: 4, least: 500, most: 1500, threshold: 0.5, readingCost: READING_COST, chained: false },
  normal: { times: 2, least: 120, most: 600, threshold: 0.35, readingCost: 0.6, chained: true },
  eager: { times: 1, least: 50, most: 250, threshold: 0.2, readingCost: 0.3, chained: true },
};

/**
 * Milliseconds between the last key and a suggestion, where the model is fast enough.
 * @param interval milliseconds between two of the writer's keys
 * @param patience how many times longer than usual
 */
export function pauseFor(speed: Speed, interval: number, patience: number): number {
  const { times, least, most } = SPEEDS[speed];
  return Math.min(most, Math.max(least, times * interval)) * patience;
}

/** VS Code asks some 50 ms after a key. Of what passed since the last edit no more than this counts as a pause. */
const MOST_HELD_BACK = 100;

/**
 * When the writer stopped: at the last key, not when the editor asked after it had held its question back.
 * @param edited when the document was last changed, in milliseconds of the same clock as `now`, if it was
 */
export function pauseBegan(edited: number | undefined, now: number): number {
  return Math.max(edited ?? now, now - MOST_HELD_BACK);
}

/** So much longer than between two of their keys the writer must have stopped before the model is asked at all. */
const STOPPED = 1.25;

/**
 * Milliseconds to wait before the model is asked, so that its answer is there when the pause is over and not only then
 * begun.
 * @param answering milliseconds that answers have taken of late
 */
export function waitFor(speed: Speed, interval: number, patience: number, answering: number): number {
  const pause = pauseFor(speed, interval, patience);
  return Math.max(pause - answering, Math.min(pause, Math.max(SPEEDS[speed].least, STOPPED * interval)));
}
