import { commands, type LogOutputChannel, type Memento } from 'vscode';
import { OwnhandError } from '../core/errors.ts';
import type { TrainOptions, TrainProgress, TrainResult } from '../core/train/types.ts';
import { Train, TrainNote, UseAdapter } from '../worker/protocol.ts';
import type { Engine } from './engine.ts';
import { Disposable } from './lifecycle.ts';
import type { AppState, Unfinished } from './state.ts';

const UNFINISHED = 'training.unfinished';
/** How often the place of a running training is written down, in milliseconds. */
const NOTE_EVERY = 5_000;

/** One training run at a time, in a process of its own that ends with it. */
export class Training extends Disposable {
  private readonly engine: Engine;
  private readonly state: AppState;
  private readonly memory: Memento;
  private readonly log: LogOutputChannel;
  private running: AbortController | undefined;

  constructor(engine: Engine, state: AppState, memory: Memento, log: LogOutputChannel) {
    super();
    this.engine = engine;
    this.state = state;
    this.memory = memory;
    this.log = log;
    // Still there from a window that was closed or reloaded in the middle of a run.
    state.update({ unfinished: memory.get<Unfinished | null>(UNFINISHED, null) });
    this._register({ dispose: () => this.stop() });
  }

  get isRunning(): boolean {
    return this.running !== undefined;
  }

  /** Stops the run; what it has learnt so far stays in its checkpoint. */
  stop(): void {
    this.running?.abort();
  }

  /** Options that go on with the unfinished run as it was started, with changes where some are asked for. */
  resuming(changes: TrainOptions = {}): TrainOptions {
    return { ...this.state.snapshot.unfinished?.options, ...changes, resume: true };
  }

  /** Trains to the end; the serve worker then uses the new adapter if it beat the base. */
  async run(options: TrainOptions, onProgress: (progress: TrainProgress) => void): Promise<TrainResult> {
    if (this.running) throw new OwnhandError('bad-input', 'A training run is under way; wait for it or stop it first.');
    const controller = new AbortController();
    this.running = controller;
    setTrainingContext(true);
    const client = this.engine.createClient('train', false, {});
    const { resume, ...plain } = options;
    let noted = 0;
    client.onNotification(TrainNote, (progress) => {
      this.state.noteTraining(progress);
      onProgress(progress);
      if (progress.step === 0 || Date.now() - noted < NOTE_EVERY) return;
      noted = Date.now();
      void this.remember({ step: progress.step, steps: progress.steps, options: plain });
    });
    this.state.update({
      training: { phase: 'loading', step: 0, steps: 0, loss: null, tokensPerSecond: 0, secondsLeft: null },
      losses: [],
    });
    try {
      const result = await client.request(Train, options, { signal: controller.signal });
      await this.remember(null);
      this.log.info(`trained ${result.adapter}: ${result.steps} steps, enabled: ${result.enabled}`);
      if (result.enabled) await this.engine.request(UseAdapter, { name: result.adapter });
      return result;
    } catch (error) {
      const last = this.state.snapshot.training;
      if (last && last.step > 0) await this.remember({ step: last.step, steps: last.steps, options: plain });
      // What was refused will be refused again: its checkpoint is gone, or the writing is no longer the same.
      else if (resume && OwnhandError.is(error, 'bad-input')) await this.remember(null);
      throw error;
    } finally {
      client.dispose();
      this.running = undefined;
      setTrainingContext(false);
      this.state.update({ training: null });
      await this.engine.refresh();
    }
  }

  /** Forgets the unfinished run, because a new one starts instead. */
  async forget(): Promise<void> {
    await this.remember(null);
  }

  private async remember(unfinished: Unfinished | null): Promise<void> {
    this.state.update({ unfinished });
    await this.memory.update(UNFINISHED, unfinished);
  }
}

/** Menus show Train or Stop by this key. */
function setTrainingContext(running: boolean): void {
  void commands.executeCommand('setContext', 'ownhand.training', running);
}
