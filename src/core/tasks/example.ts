import type { Tokenizer } from '../model/tokenizer/tokenizer.ts';
import type { Prompter } from './prompter.ts';

/** What examples are made with. */
export interface ExampleMaker {
  tokenizer: Tokenizer;
  prompter: Prompter;
  /** Tokens of a sequence. */
  sequence: number;
  /**
   * Given for training: some prompts then lack profile or passages, drawn by this seed, so that the adapter serves
   * with and without them. Absent where systems are compared: every prompt has both.
   */
  mixture?: number;
}

/** A text to learn from: the model reads all of it and is graded on the tokens from `from` on. */
export interface Example {
  ids: number[];
  /** Index of the first token that counts; at least 1, since nothing predicts the first token. */
  from: number;
  /** Ranges [start, end) before `from` that count too: answers that the prompt shows. */
  shown?: [number, number][];
  /** Id of the history item it came from. */
  item: string;
}
