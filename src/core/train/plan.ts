/** What a run trains and learns from, and what judges it: everything that is settled before its first step. */

import { type Adapter, type AdapterLayout, adapterLayout, methodOf } from '../adapter/layout.ts';
import { Stack } from '../adapter/stack.ts';
import type { BatchShape } from '../graph/batchShape.ts';
import { OwnhandError } from '../support/errors.ts';
import { type Checkpoint, loadCheckpoint, planHash } from './checkpoint.ts';
import { type Judging, judgingOf } from './course.ts';
import { adapterNameFor, checkOptions } from './limits.ts';
import { type HeldOutExamples, makeMaterials, splitHistory } from './materials.ts';
import type { PackedSequence } from './pack.ts';
import type { TrainPlace } from './place.ts';
import { BATCH, packFor, SEQUENCE, settingsOf, shapeOf, type TrainOptions } from './settings.ts';
import type { TrainerOptions } from './trainer.ts';
import { itemsForUpdate } from './update.ts';
import { writtenProfile } from './writtenProfile.ts';

export interface Plan {
  /** The adapter's. */
  name: string;
  /** The adapter that an update goes on from. */
  current: Adapter | null;
  layout: AdapterLayout;
  /** The user's part on top of the task adapter. */
  stack: Stack;
  sequences: PackedSequence[];
  /** Of one batch. */
  shape: BatchShape;
  settings: TrainerOptions;
  /** Ids of the items to learn from. */
  items: string[];
  heldOut: HeldOutExamples;
  judging: Judging;
  /** Only items from before this ISO date are used. */
  until?: string;
  /** Minutes that the run may take in all. */
  minutes?: number;
  /** Where an interrupted run resumes. */
  checkpoint: Checkpoint | null;
  /** Of everything that decides the run's course; a run can only resume with the same. */
  hash: string;
}

/** @throws OwnhandError `bad-input` for options that cannot be met, `no-history`, or `cancelled` */
export async function planRun(options: TrainOptions, place: TrainPlace): Promise<Plan> {
  checkOptions(options);
  const { base, store, under, folder } = place;
  const { until, minutes, resume = false } = options;
  const { config } = base.manifest;
  const checkpoint = resume ? loadCheckpoint(folder) : null;
  const name = adapterNameFor(options, checkpoint);
  const current = options.update ? place.adapters.loadFolded(name, base) : null;
  const layout = current?.layout ?? adapterLayout(config, shapeOf(options, config.layers));
  const stack = new Stack(config, under, layout);
  const { seed } = settingsOf(options);
  const only = current && (await itemsForUpdate(name, current, stack, seed, place, until));
  const { learning, heldOut, items } = await makeMaterials(base, store, {
    until,
    tokens: options.maxSteps === undefined ? null : options.maxSteps * BATCH * SEQUENCE,
    seed,
    conditioning: place.conditioning,
    meaning: place.meaning,
    teach: place.teach,
    only: only ?? undefined,
    profile: await writtenProfile(place, until),
    signal: place.signal,
  });
  const { sequences, shape } = packFor(learning, layout);
  const settings = settingsOf(options, methodOf(layout.shape), Math.ceil(sequences.length / shape.batch));
  const { future } = splitHistory(store, until);
  const judging = judgingOf(heldOut, future.length, future.filter(({ tags }) => tags.length > 0).length);
  const hash = planHash(base.manifest.sha256, under?.sha256 ?? null, layout.shape, settings, shape, learning);
  if (resume && checkpoint?.plan !== hash) {
    throw new OwnhandError(
      'bad-input',
      'There is no interrupted training that fits this history and these settings; train again without resuming.',
    );
  }
  return {
    name,
    current,
    layout,
    stack,
    sequences,
    shape,
    settings,
    items,
    heldOut,
    judging,
    until,
    minutes,
    checkpoint,
    hash,
  };
}
