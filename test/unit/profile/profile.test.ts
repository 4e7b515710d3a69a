import { expect, test } from 'vitest';
import type { HistoryItem } from '../../../src/core/history/store/item.ts';
import { measureHabits } from '../../../src/core/profile/habits.ts';
import { generatedOf, loadProfile, saveGenerated, saveProse, switchHabits } from '../../../src/core/profile/profile.ts';
import { profileProse } from '../../../src/core/profile/prose.ts';
import { SpellingCount } from '../../../src/core/profile/spelling.ts';
import { Scratch } from '../history/scratch.ts';

const british =
  'However, I organise my neighbourhood. Do you realise the colour? She went home; I stayed! `code` — a dash.';

test('counts are counts and shares are shares', () => {
  const habits = measureHabits([
    { title: 'How we cook: a guide', tags: ['food', 'home'], text: british },
    {
      title: 'Why do you cook?',
      tags: ['food'],
      text: '# Heading\n\n- a list item\n\n```\nI am code. You too.\n```\n\nThe end.',
    },
  ]);
  expect(habits).toMatchObject({
    items: 2,
    tagsPerItem: 1.5,
    tags: [
      { tag: 'food', count: 2 },
      { tag: 'home', count: 1 },
    ],
  });
  expect(habits.title).toEqual({ words: 4.5, sentenceCase: 1, colon: 0.5, question: 0.5, openings: [] });
  // Four sentences in the first text; the scrap in the second is not a paragraph.
  expect(habits.sentence).toEqual({
    words: 4.5,
    question: 0.25,
    exclamation: 0.25,
    semicolon: 0.25,
    colon: 0,
    dash: 0.25,
    parenthesis: 0,
  });
  expect(habits.person).toEqual({ first: 0.5, second: 0.25, third: 0.25 });
  expect(habits.words).toBe(23);
});

test('an empty history measures nothing', () => {
  const habits = measureHabits([]);
  expect(habits).toMatchObject({ items: 0, words: 0, tags: [], tagsPerItem: 0, openings: [], spelling: 'unknown' });
  expect(habits.sentence.words).toBe(0);
  expect(profileProse(habits)).toBe('');
});

test('finds the spelling from the words that differ', () => {
  const spelling = (text: string) => {
    const count = new SpellingCount();
    for (const word of text.split(' ')) count.add(word);
    return count.result();
  };
  expect(spelling('organise realised colour behaviour centre programme')).toBe('british');
  expect(spelling('organize realized flavor behavior center')).toBe('american');
  expect(spelling('organize realised flavor behaviour center')).toBe('mixed');
  expect(spelling('organise colour program analysis emphasis')).toBe('unknown');
});

test('finds openings used more than by others, in several items', () => {
  const text = `${'Frankly it rains. '.repeat(20)}${'The sun shines. '.repeat(10)}${'It is late. '.repeat(100)}`;
  const item = { title: '', tags: [], text };
  expect(measureHabits([item, item, item]).openings).toEqual(['it', 'frankly']);
  // A single document in which every line begins alike shows no habit.
  expect(measureHabits([item, item]).openings).toEqual([]);
});

test('takes words that mark several items, but not all, as topics', () => {
  const about = (words: string) => ({ title: '', tags: [], text: `We like it. ${words} `.repeat(3) });
  const items = [
    about('Bees fly far.'),
    about('A bee sleeps.'),
    about('The bee and the tulip.'),
    about('Tulips in the garden.'),
    about('A tulip, again.'),
    about('Rain only.'),
  ];
  const { topics } = measureHabits(items);
  expect(topics).toEqual([
    { word: 'bee', count: 3 },
    { word: 'tulip', count: 3 },
  ]);
  expect(measureHabits(items.toReversed()).topics).toEqual(topics);
});

test('says in prose what was measured, the same for the same habits', () => {
  const items = Array.from({ length: 12 }, (_, i) => ({
    title: `How to cook dish ${i}`,
    tags: ['food', `t${i}`],
    text: british.repeat(3),
  }));
  const prose = profileProse(measureHabits(items));
  expect(prose).toBe(
    'The author writes about food, code, colour, dash and home. Titles have about 5 words in sentence case. Sentences are short, about 5 words, with questions, exclamations, semicolons and dashes. They often begin with "Code", "She", "Do" and "However". The author speaks in the first person, addresses the reader and spells the British way.',
  );
  expect(profileProse(measureHabits(items.toReversed()))).toBe(prose);
});

function put(scratch: Scratch, id: string, date: string, text: string, tags: string[]): void {
  const item: HistoryItem = { id, source: id, kind: 'text', date, title: `Title of ${id}`, tags, sha256: id, text };
  scratch.store.upsert(item);
}

test('follows the store, and knows nothing of what came after', () => {
  using scratch = new Scratch();
  const { store } = scratch;
  expect(loadProfile(store)).toMatchObject({ prose: '', edited: false, habits: { items: 0 } });
  put(scratch, 'old', '2020-01-01', british.repeat(20), ['food', 'food2']);
  put(scratch, 'old2', '2020-02-01', british.repeat(20), ['food']);
  expect(loadProfile(store).habits.items).toBe(2);
  put(scratch, 'new', '2021-01-01', 'We optimize the secretproject. '.repeat(50), ['secretproject']);
  expect(loadProfile(store).habits.items).toBe(3);
  const past = loadProfile(store, { until: '2021-01-01' });
  expect(past.habits.items).toBe(2);
  expect(JSON.stringify(past)).not.toContain('secretproject');
  expect(past.prose).toContain('about food');
  expect(loadProfile(store, { until: store.get('old2')! }).habits.items).toBe(1);
});

test('keeps the user’s own words until they are withdrawn', () => {
  using scratch = new Scratch();
  const { store } = scratch;
  put(scratch, 'a', '2020-01-01', british.repeat(20), []);
  const measured = loadProfile(store).prose;
  saveProse(store, '  I write\nplainly. ');
  expect(loadProfile(store, { refresh: true })).toMatchObject({ prose: 'I write plainly.', edited: true });
  expect(loadProfile(store, { until: '2022-01-01' })).toMatchObject({ prose: measured, edited: false });
  saveProse(store, null);
  expect(loadProfile(store)).toMatchObject({ prose: measured, edited: false });
});

test('leaves habits that are off out of the prose, in training too, but still measures them', () => {
  using scratch = new Scratch();
  const { store } = scratch;
  put(scratch, 'a', '2020-01-01', british.repeat(20), ['food']);
  put(scratch, 'b', '2020-01-02', british.repeat(20), ['food']);
  switchHabits(store, ['voice', 'subjects', 'voice']);
  const { prose, off, habits } = loadProfile(store, { refresh: true });
  expect(off).toEqual(['subjects', 'voice']);
  expect(prose).toMatch(/^Titles have .*The author spells the British way\.$/);
  expect(habits.tags).toEqual([{ tag: 'food', count: 2 }]);
  expect(loadProfile(store, { until: '2021-01-01' }).prose).toBe(prose);
  expect(() => switchHabits(store, ['moods'])).toThrow(/no habit "moods"/);
  switchHabits(store, []);
  expect(loadProfile(store).prose).toContain('writes about food');
});

test('keeps the model’s prose until the items change, below the user’s own', () => {
  using scratch = new Scratch();
  const { store } = scratch;
  put(scratch, 'a', '2020-01-01', british.repeat(20), []);
  const fixed = loadProfile(store).prose;
  saveGenerated(store, 'The spelling is British.', generatedOf(store));
  expect(loadProfile(store)).toMatchObject({ prose: 'The spelling is British.', generated: true, edited: false });
  expect(loadProfile(store, { until: '2021-01-01' })).toMatchObject({ prose: fixed, generated: false });
  saveProse(store, 'Mine.');
  expect(loadProfile(store)).toMatchObject({ prose: 'Mine.', generated: false, edited: true });
  saveProse(store, null);
  expect(loadProfile(store).generated).toBe(true);
  put(scratch, 'b', '2020-01-02', british.repeat(20), []);
  expect(loadProfile(store)).toMatchObject({ generated: false });
  expect(() => saveProse(store, '  ')).toThrow(/needs some words/);
});
