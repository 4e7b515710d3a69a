import type { AppState } from '../state.ts';

/** Milliseconds before the sign appears: at every pause it would flicker, and cost time to draw. */
const LONG_MS = 1_000;

/** Shows that a suggestion is being made, if that takes long. */
export async function showThinking<T>(state: AppState, work: Promise<T>): Promise<T> {
  const sign = setTimeout(() => state.update({ thinking: true }), LONG_MS);
  try {
    return await work;
  } finally {
    clearTimeout(sign);
    if (state.snapshot.thinking) state.update({ thinking: false });
  }
}
