import fc from 'fast-check';
import { expect, test } from 'vitest';
import { answerLine } from '../../../../src/core/tasks/promptParts.ts';
import { plainText } from '../../../../src/core/tasks/rewrite/plain.ts';
import { parseRewrite, REWRITE_BUDGET, rewritePrompt } from '../../../../src/core/tasks/rewrite/prompt.ts';

const count = (text: string) => text.match(/ ?[\p{L}\p{N}]{1,8}|\s|[^\s\p{L}\p{N}]/gu)?.length ?? 0;

test('says the same in the plain version, without the manner', () => {
  const pairs: [string, string][] = [
    ["However, it's really a great tool!", 'but it is a good tool.'],
    ['But Anna (my boss) couldn’t do that — not in 2019.', 'but Anna my boss could not do that, not in 2019.'],
    ['So, let’s begin; we’ve got 3.5 hours…', 'so let us start, we have got 3.5 hours.'],
    ['Gardening is a very enjoyable craft.', 'Gardening is an enjoyable craft.'],
    ['Unfortunately, I would rather stay than go!!', 'I would rather stay than go.'],
    ["It's been an awesome year. And there's open64(2).", 'it has been a good year. there is open64(2).'],
    ['', ''],
  ];
  for (const [own, plain] of pairs) expect(plainText(own)).toBe(plain);
});

test('leaves no mark of a manner in the plain version, whatever the text', () => {
  const word = fc.constantFrom(
    ...'But So however really very great I Anna 2019 can’t it’s don’t — ; ( ) ! ? . , rather than folks a an huge'.split(
      ' ',
    ),
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 25 }), (words) => {
      const once = plainText(words.join(' '));
      expect(once).not.toMatch(/[!;—]|n't\b/);
    }),
  );
});

test('shows pairs of the user’s own, the most similar last, within the budget', () => {
  const input = {
    plain: 'this is\nthe text.',
    shown: [
      { plain: 'near.', own: 'Near!' },
      { plain: 'far.', own: 'Far —\nvery far!' },
    ],
    profile: 'Sentences are short.',
  };
  const { prompt, answers } = rewritePrompt(input, REWRITE_BUDGET, count);
  expect(prompt).toBe(
    'Sentences are short.\n\nPlain: far.\nOwn: Far — very far!\nPlain: near.\nOwn: Near!\nPlain: this is the text.\nOwn:',
  );
  expect(answers.map(([start, end]) => prompt.slice(start, end))).toEqual([' Far — very far!\n', ' Near!\n']);
  const long = { plain: 'word '.repeat(500), shown: Array(50).fill(input.shown[0]), profile: 'so '.repeat(500) };
  const budget = REWRITE_BUDGET;
  expect(count(rewritePrompt(long, budget, count).prompt)).toBeLessThan(
    budget.profile + budget.shown + budget.text + 12,
  );
  expect(parseRewrite(`${answerLine('Said\nso.')}Plain: more`)).toBe('Said so.');
});
