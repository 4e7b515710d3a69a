/** Carries out a plan: its steps, with checkpoints along the way. */

import { lowestLearning } from '../adapter/layout.ts';
import type { TimeBudget } from './budget.ts';
import { saveCheckpoint } from './checkpoint.ts';
import { Course, type Pace } from './course.ts';
import type { ForgetWatch } from './forgotten.ts';
import { keptPace, timedPace } from './pace.ts';
import type { TrainPlace, TrainProgress } from './place.ts';
import type { Plan } from './plan.ts';
import { CachedGradientSession, GradientSession, type Gradients } from './session.ts';
import { plannedSteps, type TrainerResult, train } from './trainer.ts';
import { Watch } from './watch.ts';

export interface Fitted {
  result: TrainerResult;
  /** What held-out writing cost at the end, if it was watched. */
  seen: TrainProgress['heldout'];
  course: Course;
}

/** @param forgetting stops the run if something that is being learned is forgotten */
export async function fitAdapter(
  plan: Plan,
  place: TrainPlace,
  time: TimeBudget,
  forgetting: ForgetWatch,
): Promise<Fitted> {
  const { name, current, layout, stack, sequences, shape, settings, checkpoint, minutes, hash } = plan;
  const { base, folder, hold, onProgress, signal } = place;
  const session = await time.opening(() => openGradients(plan, place));
  const course = await begun(plan, place, session, time);
  const watch = place.watch ? new Watch(plan.heldOut.text, session) : null;
  let seen: TrainProgress['heldout'];
  const look = async (step: number, adapter: Float32Array) => {
    const loss = await watch?.look(stack.join(adapter));
    seen = typeof loss === 'number' ? { step, loss } : undefined;
  };
  const before = checkpoint?.seconds ?? 0;
  let done = checkpoint?.step ?? 0;
  try {
    const result = await train(
      sequences,
      layout,
      settings,
      {
        shape,
        start: current?.vector,
        embedding: () => base.readTensor('model.embed_tokens.weight'),
        gradient: async (batch, adapter) => {
          const { loss, gradient } = await session.run(batch, stack.join(adapter));
          return { loss, gradient: stack.part(gradient) };
        },
        beforeStep: async (adapter, seconds) => {
          await time.held(async () => hold?.wait(signal));
          forgetting.check();
          if (watch?.isDue(seconds - before) && !signal?.aborted) await look(done, adapter);
        },
        onStep: ({ step, steps, loss, tokens, seconds, secondsPerStep }) => {
          const tokensPerSecond = tokens / seconds;
          const secondsLeft = time.secondsLeft(step, steps, secondsPerStep);
          onProgress?.({ phase: 'training', step, steps, loss, tokensPerSecond, secondsLeft, heldout: seen });
          done = step;
          seen = undefined;
        },
        onCheckpoint: (state) => forgetting.write(() => saveCheckpoint(folder, { ...state, plan: hash, name })),
        stepsLeft: minutes === undefined ? undefined : (each) => time.stepsLeft(done, each),
        signal,
      },
      checkpoint,
    );
    if (!result.cancelled) await look(result.steps, result.adapter);
    return { result, seen, course };
  } finally {
    await session.dispose();
  }
}

/** Tells how long it will take, before it begins. */
async function begun(plan: Plan, place: TrainPlace, session: Gradients, time: TimeBudget): Promise<Course> {
  const { sequences, shape, settings, checkpoint } = plan;
  const course = courseOf(plan, keptPace(plan, place) ?? (await timedPace(plan, place, session, time)));
  time.begin(course);
  const [step, steps] = [checkpoint?.step ?? 0, plannedSteps(sequences.length, shape, settings)];
  const secondsLeft = time.secondsLeft(step, steps, 0);
  if (step < steps) place.onProgress?.({ phase: 'training', step, steps, loss: null, tokensPerSecond: 0, secondsLeft });
  return course;
}

/** The run's steps and judging at a pace. */
export function courseOf({ sequences, shape, judging }: Plan, pace: Pace): Course {
  return new Course(Math.ceil(sequences.length / shape.batch), judging, pace);
}

/** From the second epoch on, the output of lower blocks that learn nothing comes from a cache. */
export function openGradients({ stack, shape, sequences, settings }: Plan, place: TrainPlace): Promise<Gradients> {
  const epoch = plannedSteps(sequences.length, shape, { ...settings, epochs: 1 });
  const again = plannedSteps(sequences.length, shape, settings) > epoch;
  const { base, folder } = place;
  return again && lowestLearning(stack.layout, base.manifest.config.layers) > 0
    ? CachedGradientSession.open(base, stack.layout, shape, folder, place)
    : GradientSession.open(base, stack.layout, shape, place);
}
