/** When training starts by itself. */
import type { AdapterInfo } from '../../core/adapter/record.ts';
import type { TrainOptions } from '../../core/train/settings.ts';
import type { Unfinished } from '../state.ts';
import type { Power } from './power.ts';

/** Number of documents that must be new since the last time. */
export const ENOUGH_NEW = 10;
/** A run that nobody has asked for ends after this many minutes, and keeps what it has learned by then. */
const MINUTES = 30;

export interface Circumstances {
  /** The setting asks for it. */
  wanted: boolean;
  trusted: boolean;
  hasModel: boolean;
  /** A run is in progress, in this window or another. */
  busy: boolean;
  power: Power;
  unfinished: Unfinished | null;
  /** Documents that the newest adapter has not learned; null until they have been counted. */
  unlearnt: number | null;
  /** The same after the last run that started by itself. */
  leftOver: number;
  /** The newest adapter that was trained here on this base model. */
  adapter: AdapterInfo | null;
}

export type Decision = { begin: TrainOptions } | { resume: true } | { look: true } | { wait: 'power' } | { no: string };

/** What to do once the user has been idle for a while. */
export function decide(now: Circumstances): Decision {
  if (!now.wanted) return { no: 'it is off' };
  if (!now.trusted) return { no: 'the workspace is not trusted' };
  if (!now.hasModel) return { no: 'there is no base model' };
  if (now.busy) return { no: 'a run is under way' };
  // What the user has paused, only the user resumes.
  if (now.unfinished && (!now.unfinished.automatic || now.unfinished.why === 'paused')) {
    return { no: 'a run of the user is unfinished' };
  }
  if (now.power === 'battery') return { wait: 'power' };
  if (now.unfinished) return { resume: true };
  if (now.unlearnt === null) return { look: true };
  const fresh = now.unlearnt - now.leftOver;
  if (fresh < ENOUGH_NEW) return { no: `${fresh} documents are new, which is too few` };
  if (!now.adapter) return { begin: { minutes: MINUTES } };
  return { begin: { minutes: MINUTES, update: true, name: now.adapter.name } };
}
