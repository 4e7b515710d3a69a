import { expect, test } from 'vitest';
import { faithfulness, missingNames } from '../../../../src/core/tasks/rewrite/faithful.ts';
import { mannered, ownSentences } from '../../../../src/core/tasks/rewrite/ownSentences.ts';
import { rewritableSentences } from '../../../../src/core/tasks/rewrite/units.ts';
import { Scratch } from '../../history/scratch.ts';

const fault = (text: string, said: string) => faithfulness(text, said).fault;

test('accepts a change of manner as faithful', () => {
  expect(fault('However, it is a very large garden.', "But it's a big garden!")).toBeNull();
  expect(fault('Perhaps Anna did not see the 2019 report.', 'Maybe Anna didn’t see the 2019 report.')).toBeNull();
  expect(fault('Gardens need water every day.', 'Every day, gardens require water.')).toBeNull();
  expect(fault('The plan works.', 'The plan works.')).toBeNull();
});

test('rejects a change of matter', () => {
  expect(fault('I met Anna in the garden.', 'I met Bob in the garden.')).toBe('names');
  expect(fault('I met her in the garden.', 'I met Bob in the garden.')).toBe('names');
  expect(fault('Use x.js for it.', 'Use it.')).toBe('names');
  expect(fault('It took 3 days.', 'It took 30 days.')).toBe('numbers');
  expect(fault('We do not like the garden.', 'We like the garden.')).toBe('negation');
  expect(fault('Is the garden wet?', 'The garden is wet.')).toBe('question');
  expect(fault('The garden is wet and the roof leaks.', 'The garden is wet and the dog barks.')).toBe('words');
  expect(fault('The garden is wet.', 'The garden is wet and so is it that it is as it was, as it is.')).toBe('length');
});

test('rejects a change of who, whether, how many and how much', () => {
  const changed: [string, string][] = [
    ['We should water the garden.', 'You should water the garden.'],
    ['We should water the garden.', 'We must water the garden.'],
    ['It may rain in the garden.', 'It will rain in the garden.'],
    ['Some gardens need water.', 'All gardens need water.'],
    ['Water the garden if it is dry.', 'Water the garden unless it is dry.'],
    ['Water the garden before noon.', 'Water the garden after noon.'],
    ['A letter from the gardeners came.', 'A letter came and the gardeners.'],
    ['We need to water the garden.', 'We also need to water the garden.'],
    ['The garden was a great success.', 'The garden was a good success.'],
    ['The garden is small.', 'The garden is tiny.'],
  ];
  for (const [text, said] of changed) expect([said, fault(text, said)]).toEqual([said, 'little words']);
  expect(fault("We can't water it.", 'We cannot water it.')).toBeNull();
  expect(fault("Let's water lots of gardens.", 'Let us water many gardens.')).toBeNull();
});

test('tells names from beginnings of sentences', () => {
  expect(missingNames('The dog saw it.', 'It was seen.')).toEqual([]);
  expect(missingNames('Berlin is big.', 'A city is big.')).toEqual(['berlin']);
  expect(missingNames("I'm sure Anna's GitHub is fine.", 'Anna sure is fine.')).toEqual(['github']);
});

test('leaves sentences with markup, headings, quotations and code alone', () => {
  const text = `---
title: A title that is long enough
---
# A heading that is long enough

The first sentence is plain. This one has a [link](x) in it. And here is a third one.

> A quotation that is long enough to count.

- An item of a list is prose as well.
- \`code\` in an item is left alone here.

~~~
code that is long enough to count
~~~
`;
  const found = rewritableSentences(text);
  expect(found.map((units) => units.map((unit) => unit.text))).toEqual([
    ['The first sentence is plain.', 'And here is a third one.'],
    ['An item of a list is prose as well.'],
  ]);
  for (const { text: cut, start, end } of found.flat()) expect(text.slice(start, end)).toBe(cut);
});

test('chooses own sentences that are similar, earlier, and show a manner', () => {
  using scratch = new Scratch();
  const { store } = scratch;
  const put = (id: string, date: string, text: string) =>
    store.upsert({ id, source: id, kind: 'text', date, title: id, tags: [], sha256: id, text });
  put('a', '2020-01-01', 'The bees are back again. I really can’t believe how many bees came back!');
  put('b', '2020-02-01', 'It’s a very dull tax form, and a long one.');
  put('c', '2020-03-01', 'We’ve lost bees in the later winter, all of them!');
  const before = store.get('c')!;
  const shown = ownSentences(store, 'bees came back', 3, { before });
  expect(shown.map(({ own }) => own)).toEqual([
    'I really can’t believe how many bees came back!',
    'It’s a very dull tax form, and a long one.',
  ]);
  expect(shown[0].plain).toBe('I cannot believe how many bees came back.');
  expect(ownSentences(store, 'bees', 3, { excludeSource: 'a', excludeId: 'c' }).map(({ own }) => own)).toEqual([
    'It’s a very dull tax form, and a long one.',
  ]);
  expect(mannered('This sentence has no manner.')).toEqual([]);
});
