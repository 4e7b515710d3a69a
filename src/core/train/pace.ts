/** How fast this computer trains: timed on a step before the first run, and remembered from each run for the next. */
import fs from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import { throwIfCancelled } from '../support/errors.ts';
import { batchesOf, makeBatch } from './batch.ts';
import type { TimeBudget } from './budget.ts';
import { planHash } from './checkpoint.ts';
import type { Course, Pace } from './course.ts';
import type { TrainPlace } from './place.ts';
import type { Plan } from './plan.ts';
import type { Gradients } from './session.ts';

const FILE = 'pace.json';
/** A single odd run does not spoil the next estimate. */
const MOST = 3;

const seconds = v.pipe(v.number(), v.finite(), v.minValue(0));
const Kept = v.object({ key: v.string(), first: seconds, again: seconds, opening: seconds, judging: seconds });

/** What is remembered of a run like this one; null for nothing. */
export function keptPace(plan: Plan, place: TrainPlace): Pace | null {
  try {
    const { key, ...pace } = v.parse(Kept, JSON.parse(fs.readFileSync(path.join(place.folder, FILE), 'utf8')));
    return key === keyOf(plan, place) ? pace : null;
  } catch {
    return null;
  }
}

/** Times a step and the same one again, with the lower blocks' output kept; the results are thrown away. */
export async function timedPace(plan: Plan, place: TrainPlace, session: Gradients, time: TimeBudget): Promise<Pace> {
  const { sequences, shape, stack, current, layout } = plan;
  const adapter = stack.join(current?.vector ?? new Float32Array(layout.length));
  const batch = makeBatch(batchesOf(sequences, shape.batch)[0], shape);
  const step = () => session.run(batch, adapter);
  throwIfCancelled(place.signal);
  const [, first] = await time.timed(step);
  throwIfCancelled(place.signal);
  const [, again] = await time.timed(step);
  return { first, again: Math.min(first, again), opening: time.opened, judging: 1 };
}

/** How long steps and judging took, in seconds, and how long they were estimated to take. */
export interface Taken {
  course: Course;
  /** Steps of this run: from one to before another. */
  from: number;
  to: number;
  training: number;
  judging: number;
}

/** Remembers how long a run took. */
export function keepPace(plan: Plan, place: TrainPlace, { course, from, to, training, judging }: Taken): void {
  const expected = course.training(from, to);
  if (expected === 0) return;
  const slower = training / expected;
  const { first, again, opening, judging: before } = course.pace;
  const factor = judging / (course.judging * slower);
  const pace: Pace = {
    first: first * slower,
    again: again * slower,
    opening: opening * slower,
    judging: Number.isFinite(factor) ? Math.min(MOST, Math.max(1 / MOST, before * factor)) : before,
  };
  try {
    fs.mkdirSync(place.folder, { recursive: true, mode: 0o700 });
    fs.writeFileSync(path.join(place.folder, FILE), JSON.stringify({ key: keyOf(plan, place), ...pace }));
  } catch {
    // The adapter is there; the next run is timed again.
  }
}

/** Everything that decides how long a step takes. */
function keyOf({ layout, shape }: Plan, { base, under, device, threads }: TrainPlace): string {
  const { batch, sequence } = shape;
  return planHash(base.manifest.sha256, under?.sha256 ?? null, layout.shape, { batch, sequence, device, threads });
}
