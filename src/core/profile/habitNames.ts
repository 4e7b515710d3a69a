/** Habits that the profile's prose mentions; the user can leave out each. */
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

/** The longest prose of the user's own, in characters: prompts have room for less. */
export const MAX_PROSE = 2000;
