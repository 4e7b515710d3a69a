/** Training, and the resulting adapters. */
import * as v from 'valibot';
import { FORMATS } from '../../core/adapter/formats.ts';
import { LINEAR_LAYERS, METHODS } from '../../core/adapter/shape.ts';
import { amount, count, date, flag, nothing, word } from '../../core/text/fields.ts';
import type { TrainProgress } from '../../core/train/place.ts';
import { note, request } from '../request.ts';

export const TrainNote = note<TrainProgress>('train/progress');
/** Makes the run wait before its next step, or continue. */
export const HoldTraining = note<{ held: boolean }>('train/hold');

const trainParams = v.object({
  name: v.optional(word),
  method: v.optional(v.picklist(METHODS)),
  epochs: v.optional(amount),
  minutes: v.optional(amount),
  until: v.optional(date),
  resume: flag,
  update: flag,
  seed: v.optional(v.pipe(v.number(), v.safeInteger())),
  rank: v.optional(count(1, 256)),
  learningRate: v.optional(amount),
  targets: v.optional(v.array(v.picklist(LINEAR_LAYERS))),
  virtualTokens: v.optional(count(1, 256)),
  firstLayer: v.optional(count(0, 10_000)),
  lastLayer: v.optional(count(0, 10_000)),
  maxSteps: v.optional(count(0, 1e9)),
});

/** The train worker: one request, progress on the way, then the process exits. */
export const Train = request('train', trainParams, (engine, options, { signal, hold, notify }) =>
  engine.train(options, { hold, watch: true, onProgress: (progress) => notify(TrainNote, progress), signal }),
);
/** How long that would take on this computer; also in a worker of its own, because a step may be timed. */
export const TrainEstimate = request('train/estimate', trainParams, (engine, options, { signal }) =>
  engine.estimateTraining(options, { signal }),
);
/** Throws away what a stopped run has learned. */
export const DiscardTraining = request('train/discard', nothing, (engine) => engine.discardTraining());

export const Adapters = request('adapters', nothing, (engine) => engine.adapters.list());
/** Switches the serving adapter, to an earlier version of it if one is named; null is the base alone. */
export const UseAdapter = request(
  'adapter/use',
  v.object({ name: v.nullable(word), version: v.optional(word) }),
  (engine, { name, version }) => engine.useAdapter(name, version),
);
export const ExportAdapter = request(
  'adapter/export',
  v.object({ name: word, folder: word, format: v.picklist(FORMATS) }),
  async (engine, { name, folder, format }) => ({ folder: await engine.exportAdapter(name, folder, format) }),
);
export const ImportAdapter = request(
  'adapter/import',
  v.object({ folder: word, name: word }),
  (engine, { folder, name }) => engine.importAdapter(folder, name),
);
export const RemoveAdapter = request('adapter/remove', v.object({ name: word }), (engine, { name }) =>
  engine.removeAdapter(name),
);
