/** What a run's options must be, and what a run must have achieved. */

import { checkName } from '../adapter/record.ts';
import { OwnhandError } from '../support/errors.ts';
import { isIsoDate } from '../text/isoTime.ts';
import type { Checkpoint } from './checkpoint.ts';
import { TRAIN_DEFAULTS, type TrainOptions } from './settings.ts';
import type { TrainerResult } from './trainer.ts';

/** @throws OwnhandError `bad-input` for numbers with which nothing would be learned, and for invalid dates */
export function checkOptions({ until, seed, learningRate, ...options }: TrainOptions): void {
  for (const name of ['epochs', 'minutes', 'maxSteps'] as const) {
    const value = options[name];
    const whole = name === 'epochs' || name === 'maxSteps';
    if (value === undefined || (Number.isFinite(value) && value > 0 && (!whole || Number.isInteger(value)))) continue;
    throw new OwnhandError(
      'bad-input',
      `The training setting "${name}" must be ${whole ? 'a whole number ' : ''}above zero, and ${value} is not; correct it.`,
    );
  }
  if (learningRate !== undefined && !Number.isFinite(learningRate)) {
    throw new OwnhandError(
      'bad-input',
      `The learning rate must be a number, and ${learningRate} is not one; correct it.`,
    );
  }
  if (seed !== undefined && !Number.isSafeInteger(seed)) {
    throw new OwnhandError('bad-input', `The seed must be a whole number, and ${seed} is not one; correct it.`);
  }
  if (until !== undefined && !isIsoDate(until)) {
    throw new OwnhandError('bad-input', `"${until}" is not a date; write it as 2015-12-31.`);
  }
}

/**
 * Name of the adapter that a run is for. A resumed run keeps the name it began with.
 * @throws OwnhandError `bad-input` if another name is asked for, or one that no adapter can have
 */
export function adapterNameFor(options: TrainOptions, checkpoint: Checkpoint | null): string {
  const begun = checkpoint?.name;
  if (begun !== undefined && options.name !== undefined && options.name !== begun) {
    throw new OwnhandError(
      'bad-input',
      `The interrupted training belongs to the adapter "${begun}"; resume it under that name, or train "${options.name}" without resuming.`,
    );
  }
  const name = begun ?? options.name ?? TRAIN_DEFAULTS.name;
  // Checked before hours are spent on something that could not be saved.
  checkName(name);
  return name;
}

/**
 * @param steps as planned
 * @throws OwnhandError `cancelled` for a run that was stopped, `bad-input` for one that ended before its first step
 */
export function checkEnd(result: TrainerResult, steps: number): void {
  if (result.cancelled) {
    throw new OwnhandError(
      'cancelled',
      result.steps === 0
        ? 'Training was stopped before its first step; nothing was learned yet, so start it again.'
        : `Training was stopped at step ${result.steps} of ${steps}; nothing is lost, and resuming continues from there.`,
    );
  }
  if (result.steps > 0) return;
  throw new OwnhandError('bad-input', 'Time ran out before the first step, so nothing was learned; allow more.');
}
