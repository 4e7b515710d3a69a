import type { Habits } from './habits.ts';

/**
 * The user's tags for the tasks: most used first with their counts; without the profile, by name alone, because how
 * often a tag is used is a habit.
 */
export function tagVocabulary(habits: Habits, profile = true): { tag: string; count: number }[] {
  if (profile) return habits.tags;
  return habits.tags.map(({ tag }) => ({ tag, count: 0 })).sort((a, b) => (a.tag < b.tag ? -1 : 1));
}
