import type { AdapterInfo } from '../core/adapter/record.ts';
import type { EngineStatus } from '../core/engine/status.ts';
import type { OverviewResult } from '../core/home/overview.ts';
import type { ProfileResult } from '../core/profile/profile.ts';
import type { TrainProgress } from '../core/train/place.ts';
import type { TrainOptions } from '../core/train/settings.ts';
import type { WorkerState } from '../worker/client.ts';

/** Why nothing is suggested in a document, whatever it contains. */
export type OffReason = 'language' | 'excluded' | 'file';

/** What suggestions were good for, counted on this computer and sent nowhere. */
export interface Counts {
  shown: number;
  /** Accepted, whole or word by word. */
  accepted: number;
  /** Typed letter by letter to their end. */
  typedThrough: number;
  /** Number of the week that `keys` belongs to. */
  week: number;
  /** Keystrokes saved in that week. */
  keys: number;
}

export const NONE: Counts = { shown: 0, accepted: 0, typedThrough: 0, week: 0, keys: 0 };

/** One point of the loss curve. */
export interface LossPoint {
  step: number;
  /** Nats per token. */
  loss: number;
}

/** A training run that ended before it was done and can be resumed. */
export interface Unfinished {
  step: number;
  steps: number;
  /** The options it was started with; it can only resume with the same. */
  options: TrainOptions;
  /** What ended it: a closed window or a failure, the user, or running on battery. */
  why: 'interrupted' | 'paused' | 'battery';
  /** It had started by itself. */
  automatic: boolean;
  /** Its curves so far. */
  losses: LossPoint[];
  heldoutLosses: LossPoint[];
}

/** What the status bar and the side bar show. */
export interface Snapshot {
  enabled: boolean;
  /** Milliseconds since 1970 until when nothing is suggested; 0 without a snooze. */
  snoozedUntil: number;
  /** Why nothing is suggested in the active editor, or null. */
  offHere: OffReason | null;
  worker: WorkerState;
  /** Why the worker is not working; empty if it is. */
  problem: string;
  /** Null until the worker has answered for the first time. */
  status: EngineStatus | null;
  profile: ProfileResult | null;
  adapters: AdapterInfo[];
  overview: OverviewResult | null;
  /** Progress of the current run. */
  training: TrainProgress | null;
  /** The run waits because the user is typing. */
  held: boolean;
  /** The run has been told to end, and ends with its current step. */
  stopping: boolean;
  /** Loss curve of the current or last run. */
  losses: LossPoint[];
  /** The same on held-out writing. */
  heldoutLosses: LossPoint[];
  unfinished: Unfinished | null;
  /** Work that takes a moment, for the status bar and the side bar; with a percentage if known. */
  work: { title: string; message: string; percent: number | null } | null;
  /** The small model that comes with Ownhand is being set up, which happens once. */
  preparing: boolean;
  /** The default model was asked for and is not available from here, so the small one serves. */
  smallOnly: boolean;
  /** The style is learned next, once the model is there. */
  styleNext: boolean;
  /** Why there is no ghost text at the cursor although it is on, as a sentence; null if there may be. */
  silence: string | null;
  /** Why the style could not be learned last time, as a sentence; null if it was. */
  styleProblem: string | null;
  /** One of our titles, tags or wordings was put into a document in this window. */
  usedMore: boolean;
  /** A suggestion is being made. */
  thinking: boolean;
  /** Suggestions shown and accepted on this machine; counted here and sent nowhere. */
  suggestions: Counts;
  /** How much surer than usual a suggestion must be to be shown, by what was taken and written over; a probability. */
  shift: number;
  /** How far suggestions lean away from the base model, 0 to 1. */
  strength: number;
}

/** More points than pixels help nobody. */
const MAX_POINTS = 400;

/** Holds the snapshot and tells its listeners of each change. */
export class AppState {
  #current: Snapshot = {
    enabled: true,
    snoozedUntil: 0,
    offHere: null,
    worker: 'stopped',
    problem: '',
    status: null,
    profile: null,
    adapters: [],
    overview: null,
    training: null,
    held: false,
    stopping: false,
    losses: [],
    heldoutLosses: [],
    unfinished: null,
    work: null,
    preparing: false,
    smallOnly: false,
    styleNext: false,
    silence: null,
    styleProblem: null,
    usedMore: false,
    thinking: false,
    suggestions: NONE,
    shift: 0,
    strength: 0,
  };
  readonly #listeners = new Set<(snapshot: Snapshot) => void>();

  get snapshot(): Readonly<Snapshot> {
    return this.#current;
  }

  update(change: Partial<Snapshot>): void {
    this.#current = { ...this.#current, ...change };
    for (const listener of this.#listeners) listener(this.#current);
  }

  onDidChange(listener: (snapshot: Snapshot) => void): { dispose(): void } {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }

  /** Records the progress of a training run, including points of the loss curves. */
  noteTraining(progress: TrainProgress): void {
    const { step, loss, heldout } = progress;
    const { losses, heldoutLosses } = this.#current;
    this.update({
      training: progress,
      losses: loss === null ? losses : drawnOn(losses, { step, loss }),
      heldoutLosses: heldout ? drawnOn(heldoutLosses, heldout) : heldoutLosses,
    });
  }
}

/** A killed run resumes from its last checkpoint, which may be before the last point. */
function drawnOn(points: LossPoint[], next: LossPoint): LossPoint[] {
  return thinned([...points.filter(({ step }) => step < next.step), next]);
}

/** Halves a curve that has grown too long: the mean of each pair of points, at the later step. */
export function thinned(points: LossPoint[], most = MAX_POINTS): LossPoint[] {
  if (points.length <= most) return points;
  const halved: LossPoint[] = [];
  for (let at = 0; at + 1 < points.length; at += 2) {
    halved.push({ step: points[at + 1].step, loss: (points[at].loss + points[at + 1].loss) / 2 });
  }
  if (points.length % 2 === 1) halved.push(points.at(-1)!);
  return halved;
}
