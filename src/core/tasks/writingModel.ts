import type { Decoder, DecoderState } from '../generate/decoder.ts';
import type { Tokenizer } from '../model/tokenizer/tokenizer.ts';
import type { Habits } from '../profile/habits.ts';
import type { PromptReader } from './complete/promptReader.ts';
import type { NgramsOf } from './ngramsOf.ts';
import type { Prompter } from './prompter.ts';
import type { TagWeights, UsedTag } from './tags/signal.ts';

/** What every task works with: a model under an adapter, its tokenizer, and the maker of prompts. */
export interface WritingModel {
  decoder: Decoder;
  tokenizer: Tokenizer;
  prompter: Prompter;
  /** The user's own n-grams, to mix into what the model writes of a document; absent where it writes alone. */
  ngrams?: NgramsOf;
  /** What a probability of the model is worth on the user's writing; absent where it is taken as it is. */
  calibration?: { of(p: number): number; rawOf(p: number): number };
  /** Whether a word is one that the user or the language has; absent where only the document tells. */
  knowsWord?: (word: string) => boolean;
  /** Languages (ISO 639-1) that model or user know; absent where any may be written. */
  languages?: ReadonlySet<string>;
  /** One state for each task, so that each keeps its own prompt's beginning. */
  states: { complete: DecoderState; title: DecoderState; tags: DecoderState };
  /** Goes on with a document's prompt while it can; absent where every prompt is to be the one made for its text. */
  reading?: PromptReader;
  /** A state for conversations, so that they do not push a document's prompt out; absent where nobody converses. */
  chat?: DecoderState;
  /** The base without the adapter, for contrastive strength; absent where no adapter serves. */
  plain?: DecoderState;
  /** How much each signal counts for tags; those that ship with Ownhand unless the user's own were learned. */
  tagWeights?: TagWeights;
  /** How the user titles, as measured; absent where the profile is kept out. */
  titleHabits?: Habits['title'];
  /** The user's latest titles, and all of their tags; absent where the history is kept out. */
  earlierTitles?: readonly string[];
  usedTags?: readonly UsedTag[];
}
