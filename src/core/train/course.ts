/** What lies ahead of a run, and how long that takes on this computer. */

import type { HeldOutExamples } from './materials.ts';
import { pack } from './pack.ts';
import { BATCH, SEQUENCE } from './settings.ts';
import { STRENGTHS } from './strength.ts';

/**
 * What judging costs in training steps, as measured (research/log/small-histories.md): a batch through the lower
 * blocks, one through the upper blocks, the tags of an item, and the words of one on which probabilities are
 * calibrated.
 */
const STEPS = { lower: 0.25, upper: 0.3, tags: 0.3, words: 0.6 };
/** Sessions that judging opens; each takes about as long as training's. */
const SESSIONS = 4;
/** How often a batch goes through: the upper blocks for the base, for each strength, and twice more for n-grams. */
const TIMES = { lower: 2, upper: STRENGTHS.length + 3 };
/** Number of steps in the trainer's mean time. */
const RECENT = 8;

/** What judging a run will take. */
export interface Judging {
  /** In training steps. */
  steps: number;
  /** Sessions that are opened. */
  sessions: number;
}

/** @param items those held out, and `tagged` those of them with tags */
export function judgingOf({ text, titles }: HeldOutExamples, items: number, tagged: number): Judging {
  const batches = [text, titles].reduce((sum, examples) => sum + Math.ceil(pack(examples, SEQUENCE).length / BATCH), 0);
  const each = TIMES.lower * STEPS.lower + TIMES.upper * STEPS.upper;
  return { steps: batches * each + items * STEPS.words + tagged * STEPS.tags, sessions: SESSIONS };
}

/** How fast a computer trains a model, in seconds. */
export interface Pace {
  /** A step whose lower blocks are computed. */
  first: number;
  /** A step of a later epoch, for which the lower blocks' output was kept. */
  again: number;
  /** Opening a session. */
  opening: number;
  /** How many times as long as estimated judging took. */
  judging: number;
}

/** The steps of a run and its judging, at the pace of this computer. */
export class Course {
  readonly pace: Pace;
  readonly #epoch: number;
  readonly #judging: Judging;

  /** @param epoch steps of one */
  constructor(epoch: number, judging: Judging, pace: Pace) {
    this.pace = pace;
    this.#epoch = epoch;
    this.#judging = judging;
  }

  /** Seconds for the steps from one to before another. */
  training(from: number, to: number): number {
    const first = Math.max(0, Math.min(to, this.#epoch) - from);
    return first * this.pace.first + Math.max(0, to - from - first) * this.pace.again;
  }

  /** How many times as long as at this pace the latest steps took. @param secondsPerStep their mean */
  slower(step: number, secondsPerStep: number): number {
    const from = Math.max(0, step - RECENT);
    const expected = this.training(from, step) / Math.max(1, step - from);
    return expected > 0 && secondsPerStep > 0 ? secondsPerStep / expected : 1;
  }

  /** Seconds of judging. */
  get judging(): number {
    const { first, opening, judging } = this.pace;
    return judging * (this.#judging.steps * first + this.#judging.sessions * opening);
  }
}
