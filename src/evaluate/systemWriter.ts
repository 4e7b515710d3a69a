import type { WritingModel } from '../core/tasks/writingModel.ts';
import type { System } from './systems.ts';

/** What a system's writer is made of: states with its own adapter, and everything known about the author. */
type Parts = Pick<
  WritingModel,
  | 'decoder'
  | 'tokenizer'
  | 'prompter'
  | 'ngrams'
  | 'states'
  | 'plain'
  | 'tagWeights'
  | 'titleHabits'
  | 'earlierTitles'
  | 'usedTags'
  | 'knowsWord'
  | 'calibration'
>;

/**
 * The writer of a system, both in evaluation and for `complete --system`. It has only what the system is made of: no
 * prompt that another system has read, and no more of profile and history than its conditioning says.
 */
export function systemWriter({ conditioning, ngrams: mixes }: System, parts: Parts): WritingModel {
  const {
    decoder,
    tokenizer,
    prompter,
    ngrams,
    states,
    plain,
    tagWeights,
    titleHabits,
    earlierTitles,
    usedTags,
    knowsWord,
    calibration,
  } = parts;
  const known = conditioning.profile ? { titleHabits, earlierTitles, usedTags } : {};
  return {
    decoder,
    tokenizer,
    states,
    plain,
    tagWeights,
    knowsWord,
    calibration,
    ...known,
    ...(mixes && { ngrams }),
    prompter: prompter.only(conditioning),
  };
}
