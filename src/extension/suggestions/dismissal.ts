import { commands, l10n, window, workspace } from 'vscode';
import { Disposable } from '../support/lifecycle.ts';

/** Used by the key bindings of package.json for a second Esc and for accepting a word. */
const SUGGESTED = 'ownhand.suggested';
/** Used by the key binding for one Tab too many. */
const TAKEN = 'ownhand.taken';
/** For this many milliseconds after a suggestion was accepted, a Tab is meant for the next one. */
const TAB_TOO_MANY = 1_500;

/**
 * What became of the last suggestion as long as the cursor is still there, for the key bindings. VS Code handles the
 * first Esc and hides the suggestion without an event; if it is hidden and nothing was typed or moved since, a second
 * Esc means: no more for now. Someone who accepts one suggestion after the other with Tab presses it once more when
 * there is no other; that must not indent.
 */
export class Dismissal extends Disposable {
  readonly #keys = new Map<string, boolean>();
  #timer: NodeJS.Timeout | undefined;

  constructor() {
    super();
    this._register(
      workspace.onDidChangeTextDocument(({ contentChanges }) => {
        if (contentChanges.length === 0) return;
        this.#set(SUGGESTED, false);
        this.#set(TAKEN, false);
      }),
    );
    this._register(window.onDidChangeTextEditorSelection(() => this.#set(SUGGESTED, false)));
    this._register(window.onDidChangeActiveTextEditor(() => this.#set(SUGGESTED, false)));
    this._register({ dispose: () => clearTimeout(this.#timer) });
  }

  /** Called when a suggestion is given to VS Code. */
  suggested(): void {
    this.#set(SUGGESTED, true);
  }

  /** Called when a suggestion has been accepted to its end. */
  taken(): void {
    this.#set(TAKEN, true);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#set(TAKEN, false), TAB_TOO_MANY);
  }

  /** A Tab where the chain of suggestions has ended: says so, and leaves the text unchanged. */
  tabTooMany(): void {
    this.#set(TAKEN, false);
    window.setStatusBarMessage(`$(circle-slash) ${l10n.t('No more suggestions here')}`, 3_000);
  }

  #set(key: string, holds: boolean): void {
    if (holds === (this.#keys.get(key) ?? false)) return;
    this.#keys.set(key, holds);
    void commands.executeCommand('setContext', key, holds);
  }
}
