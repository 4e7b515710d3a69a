import type { HabitName } from './habitNames.ts';
import type { Habits } from './habits.ts';
import type { MeasureName } from './measures.ts';
import type { Compared } from './others.ts';
import { traitsOf } from './prose.ts';

/** One thing to tell the user about how they write; at most one per habit, so that dropping it drops the habit. */
export type Saying =
  | { habit: 'subjects'; subjects: string[] }
  | { habit: 'titles'; words: number; style: 'sentence case' | 'title case' | null }
  | { habit: 'sentences'; compared: Compared }
  | { habit: 'openings'; words: string[] }
  | { habit: 'voice'; compared: Compared }
  | { habit: 'spelling'; spelling: 'american' | 'british' }
  | { habit: 'marks'; compared: Compared }
  | { habit: 'words'; word: string; times: number };

const MARKS: MeasureName[] = ['question', 'exclamation', 'semicolon', 'colon', 'dash', 'parenthesis'];
const VOICES: MeasureName[] = ['we', 'I', 'you'];
/** Above this share of writers, or below its complement, a figure is worth mentioning. */
const FAR = 0.8;
/** And for a share of sentences, it must be this many times the usual one. */
const TIMES = 1.7;

/**
 * What to tell the user about how they write: each from several documents, compared with other writers if it is far
 * from usual, and the most unusual first.
 */
export function sayingsOf(habits: Habits, off: readonly HabitName[]): Saying[] {
  const traits = traitsOf(habits, off);
  if (!traits) return [];
  const on = (habit: HabitName) => !off.includes(habit);
  const found: { saying: Saying; far: number }[] = [];
  const add = (saying: Saying, far: number) => {
    if (on(saying.habit)) found.push({ saying, far });
  };
  const voice = furthest(habits.compared, VOICES);
  if (voice) add({ habit: 'voice', compared: voice }, distance(voice));
  const mark = furthest(habits.compared, MARKS);
  if (mark) add({ habit: 'marks', compared: mark }, distance(mark));
  const sentence = habits.compared.find(({ name }) => name === 'sentence');
  if (sentence && sentence.value > 0) add({ habit: 'sentences', compared: sentence }, distance(sentence));
  const [word] = habits.telling;
  if (word) add({ habit: 'words', ...word }, 0.45);
  if (traits.openings.length > 0) add({ habit: 'openings', words: traits.openings.slice(0, 3) }, 0.3);
  if (traits.subjects.length > 0) add({ habit: 'subjects', subjects: traits.subjects }, 0.35);
  const { title } = traits;
  if (title) add({ habit: 'titles', words: title.words, style: title.style }, 0.1);
  const { spelling } = habits;
  if (spelling === 'american' || spelling === 'british') add({ habit: 'spelling', spelling }, 0.05);
  return found.sort((a, b) => b.far - a.far).map(({ saying }) => saying);
}

function furthest(compared: readonly Compared[], names: readonly MeasureName[]): Compared | undefined {
  return compared
    .filter(({ name, value, usual, rank }) => {
      return names.includes(name) && rank >= FAR && value >= TIMES * Math.max(usual, 0.005);
    })
    .sort((a, b) => b.value / Math.max(b.usual, 0.005) - a.value / Math.max(a.usual, 0.005))[0];
}

/** Distance from the middle, 0 to 0.5. */
function distance({ rank }: Compared): number {
  return Math.abs(rank - 0.5);
}
