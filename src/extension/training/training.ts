import { commands, type LogOutputChannel, l10n, type Memento } from 'vscode';
import { OwnhandError } from '../../core/support/errors.ts';
import type { Estimate } from '../../core/train/estimate.ts';
import type { TrainProgress } from '../../core/train/place.ts';
import type { TrainResult } from '../../core/train/run.ts';
import type { TrainOptions } from '../../core/train/settings.ts';
import {
  DiscardTraining,
  HoldTraining,
  Train,
  TrainEstimate,
  TrainNote,
  UseAdapter,
} from '../../worker/requests/training.ts';
import type { AppState, Unfinished } from '../state.ts';
import { Disposable } from '../support/lifecycle.ts';
import { logError, messageOf } from '../support/log.ts';
import type { Workers } from '../workers.ts';
import { Breaks } from './breaks.ts';
import { readPower } from './power.ts';

const UNFINISHED = 'training.unfinished';
/** How often the state of a running training is saved, in milliseconds. */
const NOTE_EVERY = 5_000;

/** How a run is ended from outside; `cancelled` throws away what it has learned. */
type Ending = Unfinished['why'] | 'cancelled';

interface Running {
  controller: AbortController;
  ending: Ending;
  /** Ends the process itself; there as long as nothing has been learned that it would have to save. */
  kill?: () => void;
}

/** One training run at a time, in its own process, which ends with it. */
export class Training extends Disposable {
  readonly #workers: Workers;
  readonly #state: AppState;
  readonly #memory: Memento;
  readonly #log: LogOutputChannel;
  #running: Running | undefined;
  /** Tests replace these two, because a test machine's power is what it is. */
  readPower = readPower;
  lookEveryMs = 30_000;

  constructor(workers: Workers, state: AppState, memory: Memento, log: LogOutputChannel) {
    super();
    this.#workers = workers;
    this.#state = state;
    this.#memory = memory;
    this.#log = log;
    // Left by a window that was closed or reloaded in the middle of a run.
    const unfinished = memory.get<Unfinished | null>(UNFINISHED, null);
    state.update({ unfinished, ...curvesOf(unfinished) });
    showContext('ownhand.unfinished', unfinished !== null);
    this._register({ dispose: () => this.#end('interrupted') });
  }

  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  /** @throws OwnhandError `bad-input`: one run at a time */
  refuseSecond(): never {
    throw new OwnhandError(
      'bad-input',
      l10n.t('Ownhand is already learning your style; wait until it is done, or pause it first.'),
    );
  }

  /** How long a run would take here, including preparing and judging; nothing is learned. */
  async estimate(options: TrainOptions, signal: AbortSignal): Promise<Estimate> {
    const client = this.#workers.createClient('train', false, {});
    try {
      return await client.request(TrainEstimate, options, { signal });
    } finally {
      client.dispose();
    }
  }

  /** Ends the run for now; what it has learned so far stays in its checkpoint. */
  pause(): void {
    this.#end('paused');
  }

  /** Ends the run, or an earlier one that was paused, and throws away what it has learned. */
  async cancel(): Promise<void> {
    if (this.#running) this.#end('cancelled');
    else if (this.#state.snapshot.unfinished) await this.#discard();
  }

  #end(ending: Ending): void {
    if (!this.#running) return;
    this.#running.ending = ending;
    this.#state.update({ stopping: true });
    this.#running.controller.abort();
    // Loading the model can take minutes and ignores signals.
    this.#running.kill?.();
  }

  /** Options that resume the unfinished run as it was started, with any changes asked for. */
  resuming(changes: TrainOptions = {}): TrainOptions {
    return { ...this.#state.snapshot.unfinished?.options, ...changes, resume: true };
  }

  /**
   * Trains to the end; the serve worker then uses the new adapter if it beat the base.
   * @param automatic the run starts by itself, rather than because the user has asked for it
   */
  async run(
    options: TrainOptions,
    onProgress: (progress: TrainProgress) => void,
    automatic = false,
  ): Promise<TrainResult> {
    if (this.#running) this.refuseSecond();
    const running: Running = { controller: new AbortController(), ending: 'interrupted' };
    this.#running = running;
    showContext('ownhand.training', true);
    const { resume, ...plain } = options;
    const started = Date.now();
    const reached = ({ step, steps }: Pick<TrainProgress, 'step' | 'steps'>, why: Unfinished['why']) => {
      const { losses, heldoutLosses } = this.#state.snapshot;
      const left = withinBudget(plain, Date.now() - started);
      return this.#remember({ step, steps, why, automatic, options: left, losses, heldoutLosses });
    };
    const before = resume ? this.#state.snapshot.unfinished : null;
    this.#state.update({ training: BEGINNING, held: false, styleProblem: null, ...curvesOf(before) });
    const client = this.#workers.createClient('train', false, {});
    running.kill = () => client.dispose();
    const breaks = new Breaks({
      hold: (held) => {
        client.notify(HoldTraining, { held });
        this.#state.update({ held });
      },
      stop: () => this.#end('battery'),
      readPower: () => this.readPower(),
      lookEveryMs: this.lookEveryMs,
    });
    let last: TrainProgress | undefined;
    let noted = 0;
    client.onNotification(TrainNote, (progress) => {
      this.#state.noteTraining(progress);
      onProgress(progress);
      breaks.progressed();
      if (progress.step === 0) return;
      last = progress;
      running.kill = undefined;
      if (Date.now() - noted < NOTE_EVERY) return;
      noted = Date.now();
      void reached(progress, 'interrupted');
    });
    try {
      await breaks.begin();
      const result = await client.request(Train, options, { signal: running.controller.signal });
      await this.#remember(null);
      const { adapter, steps, device, why } = result;
      this.#log.info(`trained ${adapter}: ${steps} steps, enabled: ${result.enabled}`);
      this.#log.info(`trained by ${device}${why === undefined ? '' : ` (${why})`}`);
      if (result.enabled) await this.#workers.request(UseAdapter, { name: result.adapter });
      return result;
    } catch (error) {
      const { ending } = running;
      if (!OwnhandError.is(error, 'cancelled')) this.#state.update({ styleProblem: messageOf(error) });
      const place = last ?? (resume ? this.#state.snapshot.unfinished : null);
      if (ending === 'cancelled') await this.#discard();
      else if (place && (last || OwnhandError.is(error, 'cancelled'))) await reached(place, ending);
      // What was refused will be refused again: its checkpoint is gone, or the writing is no longer the same.
      else if (resume && OwnhandError.is(error, 'bad-input')) await this.#remember(null);
      throw error;
    } finally {
      breaks.dispose();
      client.dispose();
      this.#running = undefined;
      showContext('ownhand.training', false);
      this.#state.update({ training: null, held: false, stopping: false });
      await this.#workers.refresh();
    }
  }

  /** The same in the background: the log and the side bar say what happens. */
  async runAside(options: TrainOptions, automatic: boolean): Promise<void> {
    try {
      await this.run(options, () => undefined, automatic);
    } catch (error) {
      logError(this.#log, 'training', error);
    }
  }

  /** Forgets the unfinished run, because a new one starts instead. */
  async forget(): Promise<void> {
    await this.#remember(null);
  }

  async #discard(): Promise<void> {
    await this.#remember(null);
    await this.#workers.request(DiscardTraining, undefined);
  }

  async #remember(unfinished: Unfinished | null): Promise<void> {
    showContext('ownhand.unfinished', unfinished !== null);
    this.#state.update({ unfinished });
    await this.#memory.update(UNFINISHED, unfinished);
  }
}

function curvesOf(unfinished: Unfinished | null): Pick<Unfinished, 'losses' | 'heldoutLosses'> {
  return { losses: unfinished?.losses ?? [], heldoutLosses: unfinished?.heldoutLosses ?? [] };
}

const BEGINNING: TrainProgress = {
  phase: 'loading',
  step: 0,
  steps: 0,
  loss: null,
  tokensPerSecond: 0,
  secondsLeft: null,
};

/** The rest of a budget of time, at least a minute. */
function withinBudget(options: TrainOptions, spentMs: number): TrainOptions {
  if (options.minutes === undefined) return options;
  return { ...options, minutes: Math.max(1, options.minutes - spentMs / 60_000) };
}

/** Menus use these keys to show what can be done with a run. */
function showContext(key: 'ownhand.training' | 'ownhand.unfinished', value: boolean): void {
  void commands.executeCommand('setContext', key, value);
}
