import type { Decoder, DecoderState } from '../../generate/decoder.ts';
import type { CompleteIds } from '../prompter.ts';
import { COMPLETE_BUDGET } from './prompt.ts';

/** A prompt with this many more unread tokens than another would make someone wait, so it is put off. */
const WORTH = 64;
/** A prompt may outgrow its budget by this many tokens until its successor has been read. */
const OVER = 128;
/** Tokens read before checking whether something else is asked. */
const STEP = 32;

/** A prompt, and the state to continue it in. */
export interface Chosen {
  prompt: CompleteIds;
  state: DecoderState;
}

/**
 * What completion has read of a document. Every so often a prompt begins afresh, with other passages or a later piece
 * of the text, and the model would have to read all of it while the writer waits. So the old prompt stays in use, and
 * the new one is read alongside when the model is idle.
 */
export class PromptReader {
  readonly #decoder: Decoder;
  /** The state that answers, and the one that reads ahead. */
  #current: DecoderState;
  #other: DecoderState;
  #last: CompleteIds | undefined;
  #ahead: CompleteIds | undefined;

  /** @param states two of the same adapter, used by nothing else */
  constructor(decoder: Decoder, states: readonly [DecoderState, DecoderState]) {
    this.#decoder = decoder;
    [this.#current, this.#other] = states;
  }

  /**
   * @param fresh the prompt as it would be made now
   * @param from the same text's prompt with the beginning of an earlier one
   */
  choose(fresh: CompleteIds, from: (earlier: CompleteIds) => CompleteIds): Chosen {
    const [here, there] = [this.#unread(this.#current, fresh), this.#unread(this.#other, fresh)];
    const most = Math.min(here, there) - WORTH;
    // Made only if it could be worth it: most keystrokes continue the same prompt.
    const held = most > 0 && this.#last ? from(this.#last) : undefined;
    const putOff =
      held !== undefined &&
      held.ids.length <= COMPLETE_BUDGET.context + OVER &&
      this.#unread(this.#current, held) < most;
    if (!putOff && there < here) [this.#current, this.#other] = [this.#other, this.#current];
    const prompt = putOff ? held : fresh;
    this.#ahead = putOff ? fresh : undefined;
    this.#last = prompt;
    return { prompt, state: this.#current };
  }

  /**
   * Reads the prompt that was put off; if interrupted, a later call resumes.
   * @throws OwnhandError `cancelled`
   */
  async readAhead(signal: AbortSignal): Promise<void> {
    if (!this.#ahead) return;
    await this.#decoder.read(this.#other, this.#ahead.ids, { signal, step: STEP });
    this.#ahead = undefined;
  }

  #unread(state: DecoderState, { ids }: CompleteIds): number {
    return this.#decoder.unread(state, ids);
  }
}
