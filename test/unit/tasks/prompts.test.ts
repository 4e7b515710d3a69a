import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  COMPLETE_BUDGET,
  type CompleteBudget,
  type CompleteInput,
  completePrompt,
  promptFrom,
} from '../../../src/core/tasks/complete/prompt.ts';
import { answerLine, cutEnd } from '../../../src/core/tasks/promptParts.ts';
import { parseTags, TAGS_BUDGET, tagsAnswer, tagsPrompt } from '../../../src/core/tasks/tags/prompt.ts';
import { parseTitle, TITLE_BUDGET, titlePrompt } from '../../../src/core/tasks/titles/prompt.ts';

/** Roughly the tokens of a small model's tokenizer: a word with its space, a mark, a line break. */
const count = (text: string) => text.match(/ ?[\p{L}\p{N}]{1,8}|\s|[^\s\p{L}\p{N}]/gu)?.length ?? 0;

const complete = (input: Partial<CompleteInput>, budget: Partial<CompleteBudget> = {}) =>
  completePrompt({ before: '', snippets: [], profile: '', ...input }, { ...COMPLETE_BUDGET, ...budget }, count);

test('completes from a plain-text prompt: profile, passages, title, document', () => {
  const { prompt, lead } = complete({
    before: 'First sentence. And then ',
    title: 'My post',
    snippets: ['Earlier\nwords.', 'More words.'],
    profile: 'The author is brief.',
  });
  expect(prompt).toBe('The author is brief.\n\nEarlier words.\n\nMore words.\n\n# My post\n\nFirst sentence. And then');
  expect(lead).toBe(' ');
  expect(complete({ before: 'Only this' })).toMatchObject({ prompt: 'Only this', lead: '' });
  expect(complete({ before: '# My post\n\nText', title: 'My post' }).prompt).toBe('# My post\n\nText');
  expect(complete({ before: '', title: 'My post' }).prompt).toBe('# My post\n\n');
});

const sentence = fc
  .array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 3, maxLength: 20 })
  .map((words) => `${words.join(' ')}. `);
const long = fc.array(sentence, { minLength: 1, maxLength: 120 }).map((parts) => parts.join(''));

test('keeps the prompt within its budget, ending with the text before the cursor', () => {
  const input = fc.record({
    before: fc.oneof(long, fc.string({ unit: 'grapheme', maxLength: 3000 }), fc.constant('x'.repeat(9000))),
    title: fc.oneof(fc.constant(''), sentence),
    snippets: fc.array(sentence, { maxLength: 4 }),
    profile: fc.oneof(fc.constant(''), sentence),
  });
  fc.assert(
    fc.property(input, fc.integer({ min: 200, max: 512 }), (input, context) => {
      const { prompt, lead } = complete(input, { context });
      // The counter is not additive at the seam; a real tokenizer is off by a token there too.
      expect(count(prompt)).toBeLessThanOrEqual(context + 1);
      const whole = input.before;
      expect(whole.endsWith(lead)).toBe(true);
      const tail = prompt.slice(Math.max(0, prompt.length - 20));
      const document = whole.slice(0, whole.length - lead.length);
      if (document.length >= 20 && prompt.endsWith(document.slice(-20))) expect(tail).toBe(document.slice(-20));
      else if (document.length >= 20) expect(document.endsWith(prompt.split('\n\n').at(-1)!)).toBe(true);
    }),
  );
});

test('cuts a long text where a sentence begins, and keeps the cut while a person types', () => {
  const text = Array.from({ length: 200 }, (_, i) => `Sentence number ${i} says some thing or other about it.`).join(
    ' ',
  );
  const typed = ' And now I am typing a few words more';
  const starts = new Set<string>();
  for (let i = 0; i <= typed.length; i++) {
    const { prompt } = complete({ before: text + typed.slice(0, i) });
    expect(prompt).toMatch(/^Sentence number \d+ says/);
    expect(prompt.endsWith((text + typed.slice(0, i)).trimEnd().slice(-40))).toBe(true);
    starts.add(prompt.slice(0, 40));
    expect(count(prompt)).toBeGreaterThan(COMPLETE_BUDGET.context / 2);
  }
  expect(starts.size).toBeLessThanOrEqual(2);
});

test('leaves out passages that do not fit, and keeps later ones that do', () => {
  const { prompt } = complete({ before: 'Text', snippets: ['word '.repeat(200), 'Short one.'] });
  expect(prompt).toBe('Short one.\n\nText');
});

test('makes a title’s prompt from the profile and the text, without earlier titles', () => {
  const input = { text: '# Heading\n\nThe **text** of\nthis.', profile: 'Titles are short.' };
  expect(titlePrompt(input, TITLE_BUDGET, count)).toBe('Titles are short.\n\nText: The text of this.\nTitle:');
  expect(titlePrompt({ ...input, profile: '' }, TITLE_BUDGET, count)).toBe('Text: The text of this.\nTitle:');
  const long = titlePrompt({ ...input, text: 'word '.repeat(5000) }, { ...TITLE_BUDGET, text: 50 }, count);
  expect(count(long)).toBeLessThan(50 + 64 + 10);
});

test('reads back what was written as a title or tags', () => {
  const line = fc.stringMatching(/^[A-Za-z][A-Za-z0-9 :?-]{0,40}[a-z?]$/).map((text) => text.replace(/\s+/g, ' '));
  fc.assert(
    fc.property(line, (title) => {
      expect(answerLine(title)).toMatch(/^ [^\n]+\n$/);
      expect(parseTitle(answerLine(title))).toBe(title);
      expect(parseTitle(`${answerLine(title)}Text: more`)).toBe(title);
    }),
  );
  const tag = fc.stringMatching(/^[a-z0-9][a-z0-9 +-]{0,18}[a-z0-9]$/).map((text) => text.replace(/\s+/g, ' '));
  fc.assert(
    fc.property(fc.uniqueArray(tag, { minLength: 1, maxLength: 8 }), (tags) => {
      expect(parseTags(`${tagsAnswer(tags)}Text: a, b`)).toEqual(tags);
    }),
  );
  expect(parseTitle(' "Quoted title"\n')).toBe('Quoted title');
  expect(parseTitle(' "One" and "two"\n')).toBe('"One" and "two"');
  expect(parseTitle('\n')).toBe('');
  expect(parseTags(' #One, one , , two.\nthree')).toEqual(['One', 'two']);
  expect(parseTags('')).toEqual([]);
});

test('shows neighbours, and the known tags that fit, in a prompt for tags', () => {
  const input = {
    title: 'My post',
    text: 'Body.',
    neighbours: [
      { title: 'Near', tags: ['a', 'b'] },
      { title: 'None', tags: [] },
      { title: '', tags: ['c'] },
    ],
    vocabulary: ['a', 'b', 'c'],
  };
  const { prompt, answers } = tagsPrompt(input, TAGS_BUDGET, count);
  expect(prompt).toBe('All tags: a, b, c\nTags: c\nTitle: Near\nTags: a, b\nText: Body.\nTitle: My post\nTags:');
  expect(answers.map(([start, end]) => prompt.slice(start, end))).toEqual([' c\n', ' a, b\n']);
  const vocabulary = Array.from({ length: 500 }, (_, i) => `tag${i}`);
  const many = tagsPrompt({ ...input, vocabulary, neighbours: [] }, TAGS_BUDGET, count).prompt;
  expect(count(many.split('\n')[0]!)).toBeLessThanOrEqual(TAGS_BUDGET.vocabulary);
  expect(many).toContain('All tags: tag0, tag1');
});

test('cuts a text to its longest beginning in whole words that fits', () => {
  fc.assert(
    fc.property(long, fc.integer({ min: 0, max: 60 }), (text, budget) => {
      const cut = cutEnd(text, budget, count);
      expect(text.startsWith(cut)).toBe(true);
      expect(count(cut)).toBeLessThanOrEqual(budget);
      if (cut !== text) {
        const next = /^\s*\S+/.exec(text.slice(cut.length))?.[0] ?? '';
        if (budget > 0 && next.trim() !== '') expect(count(cut + next)).toBeGreaterThan(budget);
      }
    }),
  );
});

test('extends a prompt for a text that has grown, from the same beginning', () => {
  const parts = { title: 'Boats', snippets: ['Earlier words.'], profile: 'The author is brief.' };
  const text = 'The boat lies at the pier and waits. '.repeat(60);
  for (const before of [text, `${text}And then `, `# Boats\n\n${text}`]) {
    const { prompt, lead, beginning } = complete({ ...parts, before });
    expect(promptFrom(beginning, before)).toEqual({ prompt, lead, beginning });
    const longer = promptFrom(beginning, `${before}more of it `);
    expect(longer).toEqual({ prompt: `${prompt}${lead}more of it`, lead: ' ', beginning });
  }
});
