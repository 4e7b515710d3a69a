import type { CompleteResult } from '../completion.ts';
import type { Way } from './cache.ts';

/** The continuations in an answer, the one to show first. */
export function waysOf({ suggestion, p, alternatives }: CompleteResult): Way[] {
  return suggestion === '' ? [] : [{ text: suggestion, p }, ...alternatives];
}
