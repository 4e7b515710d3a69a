/** What is kept of an adapter with its weights. */
import * as v from 'valibot';
import { readRegularSync } from '../files/regular.ts';
import { OwnhandError } from '../support/errors.ts';
import type { HeldOut, Scale } from './heldout.ts';
import { METHODS, type Method } from './shape.ts';

/** One of the last few states of an adapter, each of which can be restored. */
export interface AdapterVersion {
  /** ISO time, which identifies it. */
  created: string;
  items: number;
  /** Bits per byte of held-out writing that it saved when it was made; null if nothing was compared. */
  gain: number | null;
  /** The cost of that writing without it, in the same unit. */
  plain: number | null;
  /** The one in use. */
  current: boolean;
}

export interface AdapterInfo {
  name: string;
  method: Method;
  base: string;
  baseSha256: string;
  /** SHA-256 of the task adapter beneath it; null if it stands on the base alone. */
  task: string | null;
  /** Rank of a LoRA adapter; null for the other methods. */
  rank: number | null;
  parameters: number;
  /** ISO time. */
  created: string;
  /** History items it was trained on. */
  items: number;
  enabled: boolean;
  heldout: HeldOut | null;
  /** The strength chosen for each task; null if none was chosen. */
  scale: Scale | null;
  /** The last few, including the one in use, newest first. */
  versions: AdapterVersion[];
}

/** What is kept with the PEFT files: which base, how it was trained, how it did. */
export const RECORD = 'ownhand.json';
/** Bytes of a name: its versions and unfinished copies have longer ones, and file systems allow 255. */
const LONGEST = 160;
/** Bytes of a record, which lists every item that was learned from. */
const MOST = 256 << 20;

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const share = v.pipe(v.number(), v.finite(), v.minValue(0));
const cost = v.object({ base: v.number(), adapter: v.number() });
const taskCosts = v.object({
  ...cost.entries,
  gain: v.optional(v.object({ mean: v.number(), error: v.nullable(v.number()) })),
});

/** What a record must contain: it may come with an adapter from elsewhere. */
const recordSchema = v.looseObject({
  name: v.string(),
  method: v.optional(v.picklist(METHODS), 'lora'),
  base: v.string(),
  baseSha256: v.string(),
  task: v.nullish(v.string(), null),
  rank: v.nullish(count, null),
  parameters: count,
  created: v.string(),
  items: count,
  heldout: v.nullish(
    v.looseObject({ ...taskCosts.entries, median: cost, title: v.nullish(taskCosts), tags: v.nullish(taskCosts) }),
    null,
  ),
  scale: v.nullish(v.looseObject({ text: share, title: v.nullable(share), tags: v.nullable(share) }), null),
  strength: v.optional(v.pipe(share, v.gtValue(0))),
  learnt: v.optional(v.array(v.string())),
  training: v.optional(v.record(v.string(), v.unknown())),
  outdated: v.optional(v.boolean()),
});

/** The record of an adapter as stored; whether it is enabled is kept in one place, for all. */
export type AdapterRecord = Omit<AdapterInfo, 'enabled' | 'versions'> & {
  /** The strength already applied in its files (see `carrying`); 1 by default. */
  strength?: number;
  /** Settings it was trained with, for the reader. */
  training?: Record<string, unknown>;
  /** Items it was trained on, by `learntKey`; absent for an adapter from elsewhere. */
  learnt?: string[];
  /** How much each signal counts for tags, as learned with this adapter on items it was not trained on. */
  tagWeights?: Record<string, number>;
  /** How much the user's n-grams count alongside it; see `NgramWeights`. */
  ngram?: unknown;
  /** Calibration of the probabilities that ghost text is chosen by; see `CalibrationFigures`. */
  calibration?: unknown;
  /** Something that it has learned from was forgotten since: it will be replaced, and not kept as a version. */
  outdated?: boolean;
};

/** The record in a file; null if there is none, or it cannot be read. */
export function readRecord(file: string): AdapterRecord | null {
  try {
    return v.parse(recordSchema, JSON.parse(readRegularSync(file, MOST).toString()));
  } catch {
    return null;
  }
}

/** Adapter names are folder names: letters, digits, dots, dashes, underscores. */
export function isName(name: string): boolean {
  return /^[\p{L}\p{N}_][\p{L}\p{N}._-]{0,63}$/u.test(name);
}

/** Whether a name means something else in a command, in this folder or to Windows, or is too long for a disk. */
function isTaken(name: string): boolean {
  const device = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i.test(name);
  return device || name.endsWith('.') || /^(?:none|.*\.json)$/i.test(name) || Buffer.byteLength(name) > LONGEST;
}

/** @throws OwnhandError `bad-input` */
export function checkName(name: string): void {
  if (!isName(name) || isTaken(name)) {
    throw new OwnhandError(
      'bad-input',
      `"${name}" cannot name an adapter; use up to 64 letters, digits, dots, dashes and underscores.`,
    );
  }
}
