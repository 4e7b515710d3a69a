import fs from 'node:fs';
import { expect, test } from 'vitest';
import { type ChatMessage, Tokenizer } from '../../../../src/core/model/tokenizer/tokenizer.ts';
import { chatPrompt } from '../../../../src/core/tasks/chat/chat.ts';
import { CHAT_TOKENS } from '../../../../src/core/tasks/chat/limits.ts';
import { fixture, json } from '../../tiny.ts';

const tokenizerOf = (template: string) =>
  Tokenizer.create(json('tiny-llama-gqa-tied', 'tokenizer.json'), {
    ...json<object>('tiny-llama-gqa-tied', 'tokenizer_config.json'),
    chat_template: fs.readFileSync(fixture('chat-templates', `${template}.jinja`), 'utf8'),
  });
const LONG = 'the cat sat on the mat and looked at me. '.repeat(60);
const said = (...turns: string[]): ChatMessage[] =>
  turns.map((turn) => ({
    role: ({ S: 'system', U: 'user', A: 'assistant' } as const)[turn[0] as 'S' | 'U' | 'A'],
    content: turn.slice(2),
  }));

test.each<[string, ChatMessage[], RegExp]>([
  ['alternating', said('U Context', 'U Question'), /\[user\] Context\s+Question/],
  ['alternating', said('U a', 'U b', 'A c', 'A d', 'U e'), /\[user\] a\s+b\s+\[assistant\] c\s+d\s+\[user\] e/],
  ['alternating', said(`U ${LONG}`, `A ${LONG}`, 'U And now?'), /^[^[]*\[user\][\s\S]*And now\?/],
  ['alternating', said('A Hello', 'U More'), /^[^[]*\[user\] More/],
  ['alternating', said('S Be kind', 'U Hi'), /Be kind\s+Hi/],
  ['alternating', said('S Be kind', 'U Hi', 'U there'), /Be kind\s+Hi\s+there/],
  ['no-system', said('S Be kind', 'U Hi'), /^[^[]*\[user\] Be kind\s+Hi/],
  [
    'no-system',
    said('S Be kind', 'S Be short', 'U Hi', 'A Hello', 'U More'),
    /\[user\] Be kind\s+Be short\s+Hi\s+\[assistant\] Hello\s+\[user\] More/,
  ],
  ['no-system', said('U Hi', 'A Hello', 'U More'), /\[user\] Hi\s+\[assistant\] Hello\s+\[user\] More/],
  ['alternating', said('U Hi', 'A Hello', 'U More'), /\[user\] Hi\s+\[assistant\] Hello\s+\[user\] More/],
])('a template %s accepts a conversation, case %#', async (template, messages, expected) => {
  const tokenizer = await tokenizerOf(template);
  const ids = chatPrompt(tokenizer, messages);
  expect(ids.length).toBeLessThanOrEqual(CHAT_TOKENS.input);
  expect(tokenizer.decode(ids)).toMatch(expected);
});
