import type { HeldOut, Scale } from '../adapter/heldout.ts';
import type { Adapter } from '../adapter/layout.ts';
import { learntBy } from '../adapter/learnt.ts';
import { Stack } from '../adapter/stack.ts';
import { atStrength } from '../adapter/strength.ts';
import { compareOn, type Judgement } from './judge.ts';
import { type HeldOutExamples, splitHistory } from './materials.ts';
import type { TrainPlace } from './place.ts';
import type { Plan } from './plan.ts';
import { wins } from './strength.ts';

/**
 * Whether the adapter that a run was to replace does better than the result, and so keeps its place. @param own as
 * trained
 */
export function isWorse(plan: Plan, own: Adapter, judgement: Judgement, place: TrainPlace): Promise<boolean> {
  const { name, current, stack, heldOut, until } = plan;
  return current
    ? isWorseThan(current, atStrength(own, judgement.strength), stack, heldOut, place)
    : losesTo(name, judgement, heldOut, place, until);
}

/** Whether an update has made an adapter worse on held-out writing. */
async function isWorseThan(
  earlier: Adapter,
  adapter: Float32Array,
  stack: Stack,
  { text }: HeldOutExamples,
  place: TrainPlace,
): Promise<boolean> {
  const vectors = { base: earlier.vector, adapter };
  const { median } = await compareOn(text, place.base, stack, vectors, place, place.signal);
  return median.adapter > median.base;
}

/**
 * Whether the adapter that has this name does better than one just trained, and so keeps its place. It does not keep it
 * if the user wants it replaced, if it was of no use itself, or if it belongs to another base or has learned what was
 * forgotten since. One that has learned the very items that judge cannot be compared on them, and yields to a useful
 * one.
 */
async function losesTo(
  name: string,
  { heldout, scale }: { heldout: HeldOut; scale: Scale },
  heldOut: HeldOutExamples,
  place: TrainPlace,
  until?: string,
): Promise<boolean> {
  const { adapters, base, under, store, signal } = place;
  if (!adapters.has(name)) return false;
  const record = adapters.record(name);
  const useless = record.scale !== null && record.items > 0 && !wins(record.scale);
  if (useless || record.outdated || record.baseSha256 !== base.manifest.sha256) return false;
  if (!wins(scale)) return true;
  if ((record.task ?? null) !== (under?.sha256 ?? null)) return false;
  const { future } = splitHistory(store, until);
  if (future.some(({ id }) => learntBy(record)(id))) return false;
  const old = adapters.loadFolded(name, base);
  const stack = new Stack(base.manifest.config, under, old.layout);
  const vectors = { base: new Float32Array(old.vector.length), adapter: old.vector };
  const { median } = await compareOn(heldOut.text, base, stack, vectors, place, signal);
  return median.adapter < heldout.median.adapter;
}
