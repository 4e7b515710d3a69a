import { expect, test } from 'vitest';
import { faithfulSentences, joinProfile } from '../../../src/core/profile/facets.ts';
import { measureHabits } from '../../../src/core/profile/habits.ts';
import { profileProse, traitsOf } from '../../../src/core/profile/prose.ts';
import { PROFILE_BUDGET, parseProfile, profilePrompt } from '../../../src/core/tasks/profile/prompt.ts';

const habits = measureHabits(
  Array.from({ length: 12 }, (_, i) => ({
    title: `How to cook dish ${i}?`,
    tags: ['food', 'c++'],
    text: 'However, I organise my colour. Do you realise the colour? She went home; I stayed! '.repeat(4),
  })),
);
const traits = traitsOf(habits)!;
const good = (text: string) => faithfulSentences(text, traits);

test('accepts sentences that say what was measured, with the habits they mention', () => {
  expect(
    good('The author writes about food, in a personal voice. Titles are in sentence case, often a question.'),
  ).toEqual([
    { text: 'The author writes about food, in a personal voice.', habits: ['subjects', 'voice'] },
    { text: 'Titles are in sentence case, often a question.', habits: ['titles'] },
  ]);
  expect(good('Sentences are short, and many begin with "However" or "She".')[0].habits).toEqual([
    'sentences',
    'openings',
  ]);
  expect(good('The spelling is British.')[0].habits).toEqual(['spelling']);
  const fixed = profileProse(habits);
  expect(
    good(fixed)
      .map(({ text }) => text)
      .join(' '),
  ).toBe(fixed);
});

test('rejects what was not measured, names, numbers, loops and nonsense', () => {
  for (const text of [
    'The author writes about food and Anna.',
    'The author writes about food, food and food.',
    'Sentences are long.',
    'Sentences are short, about 99 words.',
    'Titles are often with a colon.',
    'The spelling is American.',
    'The spelling is in sentence case.',
    'The author is the author.',
    'Cooking is fun.',
    'The author writes about food; titles are in sentence case.',
    'Sentences begin with "" or "She".',
  ])
    expect([text, good(text)]).toEqual([text, []]);
});

test('states in fixed sentences what the model left out', () => {
  const prose = joinProfile(
    good('The spelling is British. The author writes about food, in a personal voice. The spelling is British.'),
    habits,
    ['openings'],
  );
  expect(prose).toMatch(
    /^The author writes about food, in a personal voice\. Titles have about .* The spelling is British\.$/,
  );
  expect(prose).not.toContain('begin with');
  expect(prose.match(/British/g)).toHaveLength(1);
});

test('shows invented authors in the prompt, then the facts and titles; the answer is one line of whole sentences', () => {
  const count = (text: string) => text.split(/(?<=\s)/).length;
  const { prompt } = profilePrompt({ traits, titles: ['A\ntitle', ''] }, PROFILE_BUDGET, count);
  expect(prompt).toMatch(
    /Titles: A title\nFacts: about c\+\+, food(?:, [^;]+)?; sentences short, .*British spelling\nProfile:$/,
  );
  expect(parseProfile(' One. Two "three." Four is cut\nFive.')).toBe('One. Two "three."');
});
