/** How readily something is suggested; the user's choice. */
export type Speed = 'calm' | 'normal' | 'eager';

interface Manner {
  /** The pause before anything is asked: so many times the writer's own time between two keys … */
  times: number;
  /** … within these, in milliseconds. */
  least: number;
  most: number;
  /** A suggestion the model is less sure of than this is not shown, 0 to 1. */
  minConfidence: number;
  /** Whether a suggestion that was taken is followed by the next one unasked. */
  chained: boolean;
}

export const SPEEDS: Record<Speed, Manner> = {
  calm: { times: 4, least: 500, most: 1500, minConfidence: 0.35, chained: false },
  normal: { times: 2, least: 120, most: 600, minConfidence: 0.2, chained: true },
  eager: { times: 1, least: 50, most: 250, minConfidence: 0.1, chained: true },
};

/**
 * Milliseconds that typing must pause.
 * @param interval milliseconds between two of the writer's keys
 * @param patience how many times longer than usual
 */
export function pauseFor(speed: Speed, interval: number, patience: number): number {
  const { times, least, most } = SPEEDS[speed];
  return Math.min(most, Math.max(least, times * interval)) * patience;
}
