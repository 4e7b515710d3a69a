import fs from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Decoder } from '../../../../src/core/generate/decoder.ts';
import type { ChatMessage, Tokenizer } from '../../../../src/core/model/tokenizer/tokenizer.ts';
import { chat, chatPrompt } from '../../../../src/core/tasks/chat/chat.ts';
import { CHAT_TOKENS } from '../../../../src/core/tasks/chat/limits.ts';
import { Prompter } from '../../../../src/core/tasks/prompter.ts';
import type { WritingModel } from '../../../../src/core/tasks/writingModel.ts';
import { Scratch } from '../../history/scratch.ts';
import { importTiny, scratch } from '../../tiny.ts';

const folder = scratch();
const history = new Scratch();
let decoder: Decoder;
let tokenizer: Tokenizer;
let writer: WritingModel;

beforeAll(async () => {
  const base = await importTiny('tiny-llama-gqa-tied', folder);
  const context = CHAT_TOKENS.input + CHAT_TOKENS.output;
  decoder = await Decoder.open(base, null, { context, threads: 1, device: 'cpu' });
  tokenizer = await base.tokenizer();
  const state = decoder.newState(null);
  const prompter = new Prompter(history.store, tokenizer, { profile: '', retrieval: false });
  writer = { decoder, tokenizer, prompter, states: { complete: state, title: state, tags: state } };
});
afterAll(async () => {
  await decoder?.dispose();
  history[Symbol.dispose]();
  fs.rmSync(folder, { recursive: true, force: true });
});

const said = (role: ChatMessage['role'], content: string): ChatMessage => ({ role, content });
const QUESTION = said('user', 'What grows behind the shed?');

describe('chat', () => {
  it('answers in pieces that make up the answer, the same for the same seed', async () => {
    const pieces: string[] = [];
    const first = await chat(writer, [QUESTION], { maxTokens: 24, onText: (piece) => pieces.push(piece) });
    expect(first.tokens).toBeGreaterThan(0);
    expect(pieces.length).toBeGreaterThan(1);
    expect(pieces.join('')).toBe(first.text);
    expect((await chat(writer, [QUESTION], { maxTokens: 24 })).text).toBe(first.text);
  });

  it('ends soon when it is stopped', async () => {
    const controller = new AbortController();
    let pieces = 0;
    const answer = chat(writer, [QUESTION], { onText: () => ++pieces === 3 && controller.abort() }, controller.signal);
    await expect(answer).rejects.toMatchObject({ code: 'cancelled' });
    expect(pieces).toBe(3);
  });

  it('drops the oldest messages of a conversation that is too long, and the question last of all', () => {
    const long = Array.from({ length: 40 }, (_, turn) =>
      said(turn % 2 === 0 ? 'user' : 'assistant', `Turn ${turn}. ${'The bees came back in April. '.repeat(8)}`),
    );
    const ids = chatPrompt(tokenizer, [said('system', 'Write briefly.'), ...long, QUESTION]);
    expect(ids.length).toBeLessThanOrEqual(CHAT_TOKENS.input);
    const text = tokenizer.decode(ids);
    expect(text).toContain('Write briefly.');
    expect(text).toContain(QUESTION.content);
    expect(text).toContain('Turn 39.');
    expect(text).not.toContain('Turn 0.');
  });

  it('keeps the end of a single message that is too long', () => {
    const ids = chatPrompt(tokenizer, [said('user', `${'Ä word or two. '.repeat(2000)}And the end?`)]);
    expect(ids.length).toBeLessThanOrEqual(CHAT_TOKENS.input);
    expect(tokenizer.decode(ids)).toContain('And the end?');
  });

  it('spells control tokens in a message as plain text', () => {
    const [control] = tokenizer.specialIds;
    const spelled = tokenizer.tokenText(control);
    const ids = chatPrompt(tokenizer, [said('user', `before ${spelled} after`)]);
    const plain = chatPrompt(tokenizer, [said('user', 'before  after')]);
    const count = (all: number[]) => all.filter((id) => id === control).length;
    expect(count(ids)).toBe(count(plain));
  });
});
