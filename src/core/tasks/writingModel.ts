import type { Decoder, DecoderState } from '../generate/decoder.ts';
import type { Tokenizer } from '../model/tokenizer/tokenizer.ts';
import type { Habits } from '../profile/habits.ts';
import type { Calibration } from './complete/calibration.ts';
import type { PromptReader } from './complete/promptReader.ts';
import type { NgramsOf } from './ngramsOf.ts';
import type { Prompter } from './prompter.ts';
import type { TagWeights, UsedTag } from './tags/signal.ts';

/** What every task works with: a model with an adapter, its tokenizer, and the prompter. */
export interface WritingModel {
  decoder: Decoder;
  tokenizer: Tokenizer;
  prompter: Prompter;
  /** The user's own n-grams, mixed into what the model writes of a document; absent if it writes alone. */
  ngrams?: NgramsOf;
  /** Maps the model's probabilities to the user's writing; absent if they are used as they are. */
  calibration?: Calibration;
  /** Whether the user or the language has a word; absent if only the document tells. */
  knowsWord?: (word: string) => boolean;
  /** Languages (ISO 639-1) that model or user know; absent if any may be written. */
  languages?: ReadonlySet<string>;
  /** One state for each task, so that each keeps its own prompt's beginning. */
  states: { complete: DecoderState; title: DecoderState; tags: DecoderState };
  /** Continues a document's prompt as long as it can; absent if every prompt must be the one made for its text. */
  reading?: PromptReader;
  /** A state for conversations, so that they do not displace a document's prompt; absent where there is no chat. */
  chat?: DecoderState;
  /** The base without the adapter, for contrastive strength; absent if no adapter serves. */
  plain?: DecoderState;
  /** How much each signal counts for tags; those that ship with Ownhand unless the user's own were learned. */
  tagWeights?: TagWeights;
  /** How the user titles, as measured; absent if the profile is left out. */
  titleHabits?: Habits['title'];
  /** The user's latest titles, and all of their tags; absent if the history is left out. */
  earlierTitles?: readonly string[];
  usedTags?: readonly UsedTag[];
}
