import type { Decoder, DecoderState } from '../generate/decoder.ts';
import type { Tokenizer } from '../model/tokenizer.ts';
import type { Prompter } from './prompting.ts';

/** What every task works with: a model under an adapter, its tokenizer, and the maker of prompts. */
export interface Writer {
  decoder: Decoder;
  tokenizer: Tokenizer;
  prompter: Prompter;
  /** One state for each task, so that each keeps its own prompt's beginning. */
  states: { complete: DecoderState; title: DecoderState; tags: DecoderState };
  /** The base without the adapter, for contrastive strength; absent where no adapter serves. */
  plain?: DecoderState;
}
