/** Habits that the profile's prose speaks of; the user can leave out each. */
export const HABIT_NAMES = [
  'subjects',
  'titles',
  'sentences',
  'openings',
  'voice',
  'spelling',
  'marks',
  'words',
] as const;

export type HabitName = (typeof HABIT_NAMES)[number];

/** Longest prose a user can put in place of ours, in characters: prompts have room for less. */
export const MAX_PROSE = 2000;
