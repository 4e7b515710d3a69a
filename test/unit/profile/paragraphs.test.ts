import { expect, test } from 'vitest';
import { proseParagraphs } from '../../../src/core/profile/paragraphs.ts';

const PROSE = 'Plainly put, the heap was asleep because it was thirsty.';

test('a paragraph of prose counts, whatever its lines and emphasis', () => {
  expect(
    proseParagraphs(`Plainly put, the *heap* was asleep\nbecause it was [thirsty](https://a.b).\n\n${PROSE}`),
  ).toEqual([PROSE, PROSE]);
});

test.each([
  ['initials of a meeting’s minutes', 'TB: I think we should meet again on Monday and talk about it.'],
  ['a speaker’s name', 'Greg Wilson: I think we should meet again on Monday and talk about it.'],
  ['a speaker in bold', '**Anna** (chair): we should meet again on Monday and talk about the rest.'],
  ['a list item', '- We should meet again on Monday and talk about all of the rest.'],
  ['a numbered item', '1. We should meet again on Monday and talk about all of the rest.'],
  ['a quotation', '> We should meet again on Monday and talk about all of the rest.'],
  ['a list under a line of text', 'We should meet again:\n* on Monday, to talk about all of the rest.'],
  ['code', '```\nWe should meet again on Monday and talk about all of the rest.\n```'],
  ['indented code', '    We should meet again on Monday and talk about all of the rest.'],
  ['a table', '| We should meet | again on Monday and talk about the rest. |'],
  ['a heading', '# We should meet again on Monday and talk about all of the rest.'],
  ['a scrap', 'Many thanks for this.'],
  ['a caption without a sentence', 'The harbour as it looked on the morning after the storm of March'],
])('%s is not prose', (_, text) => {
  expect(proseParagraphs(text)).toEqual([]);
  expect(proseParagraphs(`${text}\n\n${PROSE}`)).toEqual([PROSE]);
});
