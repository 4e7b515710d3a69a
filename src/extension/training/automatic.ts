import { access } from 'node:fs/promises';
import { type LogOutputChannel, type Memento, type TextDocument, window, workspace } from 'vscode';
import type { AdapterInfo } from '../../core/adapter/record.ts';
import { Mine } from '../../worker/requests/library.ts';
import { minedPaths } from '../library/minedPaths.ts';
import { contains } from '../library/paths.ts';
import { affectsOwnhand, readSettings } from '../settings.ts';
import type { AppState, Snapshot } from '../state.ts';
import { Disposable } from '../support/lifecycle.ts';
import { logError } from '../support/log.ts';
import type { Workers } from '../workers.ts';
import { type Circumstances, decide } from './schedule.ts';
import type { Training } from './training.ts';

const LEFT_OVER = 'training.leftOver';
/** Milliseconds between two checks of the battery caused by the user's activity. */
const POWER_EVERY = 60_000;

/**
 * Training that starts by itself, if the setting asks for it: after something was saved or mined, once the user has
 * been idle for a while. Only such an event starts a timer; if nothing happens, nothing wakes up.
 * Runs that were interrupted because of the battery resume once there is power again, whoever started them.
 */
export class AutomaticTraining extends Disposable {
  readonly #workers: Workers;
  readonly #training: Training;
  readonly #state: AppState;
  readonly #memory: Memento;
  readonly #log: LogOutputChannel;
  #timer: NodeJS.Timeout | undefined;
  #items: number | undefined;
  #looking = false;
  /** What was due while the computer was running on battery. */
  #due = false;
  #powerLooked = 0;
  /** How long the user must be idle, in milliseconds; shorter in tests. */
  idleMs = 5 * 60_000;

  constructor(workers: Workers, training: Training, state: AppState, memory: Memento, log: LogOutputChannel) {
    super();
    this.#workers = workers;
    this.#training = training;
    this.#state = state;
    this.#memory = memory;
    this.#log = log;
    this._register({ dispose: () => clearTimeout(this.#timer) });
    this._register(workspace.onDidSaveTextDocument((document) => this.#isMined(document) && this.#arm()));
    this._register(
      workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length === 0 || document.uri.scheme === 'output') return;
        this.#timer?.refresh();
        this.#lookForPower();
      }),
    );
    this._register(window.onDidChangeWindowState(({ focused }) => focused && this.#lookForPower()));
    this._register(workspace.onDidChangeConfiguration((event) => affectsOwnhand(event) && this.#arm()));
    this._register(
      state.onDidChange((snapshot) => {
        this.#noteItems(snapshot);
        this.#noteUnlearnt(snapshot);
      }),
    );
    // A run of an earlier window.
    if (state.snapshot.unfinished?.automatic) this.#arm();
  }

  /** Something has changed: checks it once the user has been idle. */
  #arm(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (!readSettings().automaticTraining) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#looking = true;
      void this.#look()
        .catch((error) => logError(this.#log, 'automatic training', error))
        .finally(() => {
          this.#looking = false;
        });
    }, this.idleMs);
  }

  #isMined({ uri }: TextDocument): boolean {
    return uri.scheme === 'file' && minedPaths(this.#memory).some((each) => contains(each, uri.fsPath));
  }

  #noteItems({ status }: Snapshot): void {
    const items = status?.history.items;
    if (items === undefined || items === this.#items) return;
    // The first figure is the existing amount; a later one is news, unless it comes from this check.
    if (this.#items !== undefined && !this.#looking) this.#arm();
    this.#items = items;
  }

  /** What was left over has since been learned, or forgotten. */
  #noteUnlearnt({ overview }: Snapshot): void {
    if (overview && overview.unlearnt < this.#leftOver) void this.#memory.update(LEFT_OVER, overview.unlearnt);
  }

  get #leftOver(): number {
    return this.#memory.get(LEFT_OVER, 0);
  }

  async #look(): Promise<void> {
    const now = await this.#circumstances();
    let decision = decide(now);
    if ('look' in decision) {
      await this.#mineAgain();
      const unlearnt = this.#state.snapshot.overview?.unlearnt ?? 0;
      decision = decide({ ...now, unlearnt, leftOver: this.#leftOver });
    }
    this.#log.debug(`automatic training: ${JSON.stringify(decision)}`);
    if ('resume' in decision) await this.#training.runAside(this.#training.resuming(), true);
    if ('begin' in decision) {
      await this.#training.runAside(decision.begin, true);
      // Kept even if it failed or was undone, so that it is not tried again for the same documents.
      await this.#memory.update(LEFT_OVER, this.#state.snapshot.overview?.unlearnt ?? 0);
    }
    this.#due = 'wait' in decision;
  }

  async #circumstances(): Promise<Circumstances> {
    const { status, adapters, unfinished } = this.#state.snapshot;
    return {
      wanted: readSettings().automaticTraining,
      trusted: workspace.isTrusted,
      hasModel: status?.model != null,
      busy: this.#training.isRunning || status?.training === true,
      power: await this.#training.readPower(),
      unfinished,
      unlearnt: null,
      leftOver: this.#leftOver,
      adapter: adapters.find((each) => wasTrainedHere(each, this.#state.snapshot)) ?? null,
    };
  }

  /** Rereads what the user has mined before, and only what has changed in it. */
  async #mineAgain(): Promise<void> {
    const there = minedPaths(this.#memory).map((each) =>
      access(each).then(
        () => [each],
        () => [],
      ),
    );
    const paths = (await Promise.all(there)).flat();
    if (paths.length > 0) await this.#workers.request(Mine, { paths, unasked: true });
    await this.#workers.refresh();
  }

  /** The user is active: a run that waits for power may resume. */
  #lookForPower(): void {
    if (this.#due) {
      this.#due = false;
      this.#arm();
    }
    const waits = this.#state.snapshot.unfinished?.why === 'battery' && !this.#training.isRunning;
    if (!waits || Date.now() - this.#powerLooked < POWER_EVERY) return;
    this.#powerLooked = Date.now();
    void this.#training.readPower().then((power) => {
      const { unfinished } = this.#state.snapshot;
      if (power !== 'mains' || unfinished?.why !== 'battery' || this.#training.isRunning) return;
      void this.#training.runAside(this.#training.resuming(), unfinished.automatic);
    });
  }
}

/** Adapters arrive with the newest first. */
function wasTrainedHere({ items, baseSha256 }: AdapterInfo, { status }: Readonly<Snapshot>): boolean {
  return items > 0 && baseSha256 === status?.model?.sha256;
}
