/** How eagerly something is suggested; the user's choice. */
export const SPEED_NAMES = ['calm', 'normal', 'eager'] as const;
export type Speed = (typeof SPEED_NAMES)[number];

interface Manner {
  /** The pause after the last key: this many times the writer’s own time between two keys … */
  times: number;
  /** … within these limits, in milliseconds. */
  least: number;
  most: number;
  /** Least probability that a whole suggestion is right for it to be shown. */
  threshold: number;
  /** Whether an accepted suggestion is followed by the next one without being asked for. */
  chained: boolean;
}

/** Thresholds were chosen on the later part of histories; see research/log/ghost-text.md. */
export const SPEEDS: Record<Speed, Manner> = {
  calm: { times: 4, least: 500, most: 1500, threshold: 0.45, chained: false },
  normal: { times: 2, least: 120, most: 600, threshold: 0.28, chained: true },
  eager: { times: 1, least: 50, most: 250, threshold: 0.15, chained: true },
};

/**
 * Milliseconds between the last key and a suggestion, if the model is fast enough.
 * @param interval milliseconds between two of the writer's keys
 * @param patience how many times longer than usual
 */
export function pauseFor(speed: Speed, interval: number, patience: number): number {
  const { times, least, most } = SPEEDS[speed];
  return Math.min(most, Math.max(least, times * interval)) * patience;
}

/** VS Code asks about 50 ms after a key. At most this much of the time since the last edit counts as a pause. */
const MOST_HELD_BACK = 100;

/**
 * When the writer stopped: at the last key, not when the editor, which waits before asking, got round to it.
 * @param edited when the document was last changed, in milliseconds of the same clock as `now`, if it was
 */
export function pauseBegan(edited: number | undefined, now: number): number {
  return Math.max(edited ?? now, now - MOST_HELD_BACK);
}

/** The writer must have stopped for this many times the usual interval before the model is asked at all. */
const STOPPED = 1.25;

/**
 * Milliseconds to wait before asking the model, so that its answer is ready when the pause is over.
 * @param answering milliseconds that answers have recently taken
 */
export function waitFor(speed: Speed, interval: number, patience: number, answering: number): number {
  const pause = pauseFor(speed, interval, patience);
  return Math.max(pause - answering, Math.min(pause, Math.max(SPEEDS[speed].least, STOPPED * interval)));
}
