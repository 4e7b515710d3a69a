/** Keeps the result of a run: the adapter under its name, and what was fitted for writing without one. */

import { methodOf } from '../adapter/layout.ts';
import { learntKey } from '../adapter/learnt.ts';
import { carrying } from '../adapter/strength.ts';
import { keepNgramWeights } from '../ngram/keptWeights.ts';
import { keepTagWeights } from '../tasks/tags/keptWeights.ts';
import { removeCheckpoint } from './checkpoint.ts';
import type { Judgement } from './judge.ts';
import type { TrainPlace } from './place.ts';
import type { Plan } from './plan.ts';
import { wins } from './strength.ts';
import type { TrainerResult } from './trainer.ts';

/**
 * Saves the adapter and switches it on if it won in some task.
 * @param worse whether it does worse than the earlier one of its name, which then keeps its place: if useful, the new
 * one is saved next to it
 */
export function keep(plan: Plan, place: TrainPlace, result: TrainerResult, judgement: Judgement, worse: boolean): void {
  const { adapters, store, folder } = place;
  const { scale, tagWeights, ngrams } = judgement;
  if (worse) {
    if (wins(scale)) save(plan, place, result, judgement, { aside: true });
  } else {
    // Before it takes an earlier one's place: if the process were killed in between, an adapter that lost would serve.
    if (!wins(scale) && adapters.active() === plan.name) adapters.use(null);
    save(plan, place, result, judgement);
    if (wins(scale)) adapters.use(plan.name);
  }
  keepTagWeights(store, tagWeights?.plain ?? null);
  keepNgramWeights(store, ngrams.plain.weights);
  removeCheckpoint(folder);
}

function save(
  plan: Plan,
  { base, adapters, store, under, device }: TrainPlace,
  { adapter: vector, steps, tokens }: TrainerResult,
  { heldout, scale, strength, tagWeights, ngrams, calibration }: Judgement,
  how?: { aside: boolean },
): void {
  const { name, current, layout, settings, items } = plan;
  // What has been forgotten since is still in it: an updated adapter's weights know of it.
  const before = current ? (adapters.record(name).learnt ?? store.list().map(({ id }) => learntKey(id))) : [];
  const learnt = [...new Set([...items.map(learntKey), ...before])];
  adapters.save(
    {
      name,
      method: methodOf(layout.shape),
      base: base.id,
      baseSha256: base.manifest.sha256,
      task: under?.sha256 ?? null,
      rank: layout.shape.lora?.rank ?? null,
      parameters: layout.length,
      created: new Date().toISOString(),
      items: learnt.length,
      heldout,
      scale,
      strength,
      training: { ...settings, ...layout.shape, steps, tokens, device },
      learnt,
      tagWeights: tagWeights?.own,
      ngram: ngrams.own.weights,
      calibration,
    },
    carrying({ layout, vector }, strength),
    base.manifest.config,
    how,
  );
}
