/** How long a run would take, before it begins. */

import { TimeBudget } from './budget.ts';
import { courseOf, openGradients } from './fit.ts';
import { keptPace, timedPace } from './pace.ts';
import type { TrainPlace } from './place.ts';
import { planRun } from './plan.ts';
import type { TrainOptions } from './settings.ts';
import { plannedSteps } from './trainer.ts';

export interface Estimate {
  steps: number;
  /** Including preparing, loading and judging. */
  seconds: number;
}

/**
 * Plans a run as training would, and estimates its time from how fast the last one was; before the first one a step is
 * timed.
 * Nothing is learned, and an interrupted run stays as it is.
 * @throws OwnhandError as `trainAdapter` does for what it could not train, or `cancelled`
 */
export async function estimateRun(options: TrainOptions, place: TrainPlace): Promise<Estimate> {
  const time = new TimeBudget(options.minutes);
  const [plan, preparing] = await time.timed(() => planRun(options, place));
  const pace = keptPace(plan, place) ?? (await paceNow());
  const course = courseOf(plan, pace);
  const steps = plannedSteps(plan.sequences.length, plan.shape, plan.settings);
  const all = preparing + pace.opening + course.training(plan.checkpoint?.step ?? 0, steps) + course.judging;
  return { steps, seconds: Math.min(all, (options.minutes ?? Number.POSITIVE_INFINITY) * 60) };

  async function paceNow() {
    const session = await time.opening(() => openGradients(plan, place));
    try {
      return await timedPace(plan, place, session, time);
    } finally {
      await session.dispose();
    }
  }
}
