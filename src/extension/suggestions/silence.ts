import { window, workspace } from 'vscode';
import type { AppState } from '../state.ts';
import { Disposable } from '../support/lifecycle.ts';
import { unknownLanguageLine } from './reasons.ts';

/** Documents in which nothing is suggested though suggestions are on, and why: the menu says it of the one that is shown. */
export class Silence extends Disposable {
  readonly #state: AppState;
  readonly #lines = new Map<string, string>();

  constructor(state: AppState) {
    super();
    this.#state = state;
    this._register(window.onDidChangeActiveTextEditor(() => this.#show()));
    this._register(workspace.onDidCloseTextDocument(({ uri }) => this.#lines.delete(uri.toString())));
  }

  /** @param document its address @param reason how the model's answer for it ended */
  note(document: string, reason: string): void {
    const line = unknownLanguageLine(reason);
    if (line === null) this.#lines.delete(document);
    else this.#lines.set(document, line);
    this.#show();
  }

  #show(): void {
    const shown = window.activeTextEditor?.document.uri.toString();
    const silence = (shown && this.#lines.get(shown)) || null;
    if (silence !== this.#state.snapshot.silence) this.#state.update({ silence });
  }
}
