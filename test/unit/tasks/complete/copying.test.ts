import { expect, it } from 'vitest';
import { complete } from '../../../../src/core/tasks/complete/complete.ts';
import type { Prompter } from '../../../../src/core/tasks/prompter.ts';
import type { WritingModel } from '../../../../src/core/tasks/writingModel.ts';
import { type Model, made } from './pieces.ts';

const PHRASE = ['Please', ' let', ' me', ' know', ' if', ' you', ' have', ' questions'];

it('finishes a phrase from the prompt only if it is likely enough, and copies none if anything will do', async () => {
  // The prompt holds the phrase once, in a passage of an earlier note, and then all of it but its last two words.
  const read = [...PHRASE, ...PHRASE.slice(0, -2)];
  const said = read.join('').slice(PHRASE[0].length);
  const model: Model = {
    [said]: { ' have': 0.9, ' want': 0.1 },
    [`${said} have`]: { ' questions': 0.9, ' time': 0.1 },
    [`${said} have questions`]: { '.': 1 },
  };
  const { tokenizer, source } = made(model, { [said]: read });
  const ids = read.map((piece) => tokenizer.encode(piece)[0]);
  const prompter = { complete: async () => ({ ids, lead: '', prompt: said, beginning: { preamble: '', start: 0 } }) };
  const writer = {
    decoder: source.decoder,
    tokenizer,
    prompter: prompter as unknown as Prompter,
    states: { complete: {} },
  };
  const ask = (threshold?: number) => complete(writer as unknown as WritingModel, { text: 'Please.', threshold });
  expect((await ask(0.3)).suggestion).toContain(' have questions');
  expect((await ask()).suggestion).not.toContain('have');
});
