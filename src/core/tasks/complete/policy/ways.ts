import type { CompleteResult } from '../completion.ts';
import type { Way } from './cache.ts';

/** The ways to go on that an answer names, the one to show first. */
export function waysOf({ suggestion, p, alternatives }: CompleteResult): Way[] {
  return suggestion === '' ? [] : [{ text: suggestion, p }, ...alternatives];
}
