import { commands, l10n, window, workspace } from 'vscode';
import { Disposable } from '../support/lifecycle.ts';

/** Looked at by the key bindings of package.json: of a second Esc and of a word taken. */
const SUGGESTED = 'ownhand.suggested';
/** Looked at by that of a Tab too many. */
const TAKEN = 'ownhand.taken';
/** So long after a suggestion was taken a Tab is meant for the next one, in milliseconds. */
const TAB_TOO_MANY = 1_500;

/**
 * What became of the last suggestion where the cursor still is, for the keys that go by it. The first Esc, VS Code's own,
 * hides it; no event tells of that, but where it is hidden and nothing was typed or moved since, a second Esc says: no
 * more for now. Someone who takes one suggestion after the other with Tab presses it once more where there is no other; that
 * must not indent.
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

  /** Called when a suggestion has been taken to its end. */
  taken(): void {
    this.#set(TAKEN, true);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#set(TAKEN, false), TAB_TOO_MANY);
  }

  /** A Tab where the chain of suggestions has ended: says so, and leaves the text as it is. */
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
