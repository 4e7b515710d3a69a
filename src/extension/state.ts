import type { AdapterInfo, TrainOptions, TrainProgress } from '../core/train/types.ts';
import type { EngineStatus, ProfileResult } from '../core/types.ts';
import type { WorkerState } from '../worker/client.ts';
import type { OffReason } from './inline/where.ts';

/** One point of the loss curve. */
export interface LossPoint {
  step: number;
  /** Nats a token. */
  loss: number;
}

/** A training run that ended before it was done and can be resumed. */
export interface Unfinished {
  step: number;
  steps: number;
  /** What it was started with; only the same can go on. */
  options: TrainOptions;
}

/** What the status bar and the sidebar show. */
export interface Snapshot {
  enabled: boolean;
  /** Milliseconds since 1970 until when nothing is suggested; 0 where that is not asked for. */
  snoozedUntil: number;
  /** Why nothing is suggested in the active editor, or null. */
  offHere: OffReason | null;
  worker: WorkerState;
  /** Why the worker is not at work; empty where it is. */
  problem: string;
  /** Null until the worker has answered for the first time. */
  status: EngineStatus | null;
  profile: ProfileResult | null;
  adapters: AdapterInfo[];
  /** Progress of the run under way. */
  training: TrainProgress | null;
  /** Loss curve of the run under way or of the last one. */
  losses: LossPoint[];
  unfinished: Unfinished | null;
  /** A suggestion is being made. */
  thinking: boolean;
  /** Suggestions shown and accepted on this machine; counted here and sent nowhere. */
  suggestions: { shown: number; accepted: number };
}

/** More points than pixels help nobody. */
const MAX_POINTS = 400;

/** Holds the snapshot and tells its listeners of each change. */
export class AppState {
  private current: Snapshot = {
    enabled: true,
    snoozedUntil: 0,
    offHere: null,
    worker: 'stopped',
    problem: '',
    status: null,
    profile: null,
    adapters: [],
    training: null,
    losses: [],
    unfinished: null,
    thinking: false,
    suggestions: { shown: 0, accepted: 0 },
  };
  private readonly listeners = new Set<(snapshot: Snapshot) => void>();

  get snapshot(): Readonly<Snapshot> {
    return this.current;
  }

  update(change: Partial<Snapshot>): void {
    this.current = { ...this.current, ...change };
    for (const listener of this.listeners) listener(this.current);
  }

  onDidChange(listener: (snapshot: Snapshot) => void): { dispose(): void } {
    this.listeners.add(listener);
    return { dispose: () => this.listeners.delete(listener) };
  }

  /** Notes progress of a training run, with a point of the loss curve where it has one. */
  noteTraining(progress: TrainProgress): void {
    const { losses } = this.current;
    if (progress.loss === null) this.update({ training: progress });
    else
      this.update({ training: progress, losses: thinned([...losses, { step: progress.step, loss: progress.loss }]) });
  }
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
