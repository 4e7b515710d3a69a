import { workspace } from 'vscode';
import { Disposable } from '../support/lifecycle.ts';
import type { Power } from './power.ts';

/** How long after the last key the run continues, in milliseconds. */
const TYPING_PAUSE = 5_000;
interface Run {
  hold: (held: boolean) => void;
  stop: () => void;
  readPower: () => Promise<Power>;
  /** Milliseconds between two checks of the battery. */
  lookEveryMs: number;
}

/**
 * What a training run makes way for: it waits while the user types, and stops for now when the computer switches to its
 * battery. A run that was started on battery continues: the user has seen it.
 */
export class Breaks extends Disposable {
  readonly #run: Run;
  #timer: NodeJS.Timeout | undefined;
  #looked = Date.now();
  #heedsPower = false;

  constructor(run: Run) {
    super();
    this.#run = run;
    this._register({ dispose: () => clearTimeout(this.#timer) });
    this._register(
      workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        // Our own log is a document as well.
        if (contentChanges.length > 0 && document.uri.scheme !== 'output') this.#typed();
      }),
    );
  }

  async begin(): Promise<void> {
    this.#heedsPower = (await this.#run.readPower()) === 'mains';
  }

  /** Called at every step: the run itself is what wakes this up. */
  progressed(): void {
    if (!this.#heedsPower || Date.now() - this.#looked < this.#run.lookEveryMs) return;
    this.#looked = Date.now();
    void this.#run.readPower().then((power) => power === 'battery' && !this.disposed && this.#run.stop());
  }

  #typed(): void {
    if (this.#timer === undefined) this.#run.hold(true);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#run.hold(false);
    }, TYPING_PAUSE);
  }
}
