import { describe, expect, test } from 'vitest';
import { HABIT_NAMES } from '../../../src/core/profile/habitNames.ts';
import { measureHabits } from '../../../src/core/profile/habits.ts';
import { sayingsOf } from '../../../src/core/profile/sayings.ts';

const usual =
  'The train left the station at nine and the passengers read their papers until the river came into view. ';
const we = 'We left the station at nine, and our friends read their papers until the river came into view. ';

const notes = (text: string, count: number) =>
  Array.from({ length: count }, (_, at) => ({ title: `Note ${at}`, tags: ['travel'], text: text.repeat(10) }));

describe('what is said about how somebody writes', () => {
  test('compares with other writers, and rests on several notes', () => {
    const habits = measureHabits(notes(we, 12));
    const voice = sayingsOf(habits, []).find(({ habit }) => habit === 'voice');
    expect(voice).toMatchObject({ compared: { name: 'we', value: 1, rank: 1 } });
    expect(sayingsOf(measureHabits(notes(usual, 12)), []).map(({ habit }) => habit)).not.toContain('voice');
  });

  test('says nothing about what is in only one or two notes', () => {
    const few = [...notes(usual, 30), ...notes(we.repeat(3), 2)];
    expect(measureHabits(few).compared.map(({ name }) => name)).not.toContain('we');
    const word = [...notes(usual, 30), ...notes(`Frankly, ${usual}`, 2)];
    expect(measureHabits(word).telling).toEqual([]);
    expect(measureHabits([...notes(usual, 30), ...notes(`Frankly, ${usual}`, 3)]).telling[0]?.word).toBe('frankly');
  });

  test('says nothing if there is too little to go by', () => {
    expect(sayingsOf(measureHabits([]), [])).toEqual([]);
    expect(measureHabits(notes(we, 2)).compared).toEqual([]);
  });

  test('names each habit once, and none that was dropped', () => {
    const habits = measureHabits(notes(`Frankly, ${we}`, 12));
    const named = sayingsOf(habits, []).map(({ habit }) => habit);
    expect(new Set(named).size).toBe(named.length);
    expect(named).toContain('words');
    for (const dropped of HABIT_NAMES) {
      expect(sayingsOf(habits, [dropped]).map(({ habit }) => habit)).not.toContain(dropped);
    }
  });
});
