import { commands, l10n, TextEditorSelectionChangeKind, window, workspace } from 'vscode';
import { Disposable } from '../support/lifecycle.ts';

/** Used by the key bindings of package.json for a second Esc and for accepting a word. */
const SUGGESTED = 'ownhand.suggested';
/** Used by the key binding for one Tab too many. */
const TAKEN = 'ownhand.taken';
/** So long after the end of a chain a Tab is meant for the next suggestion, in milliseconds. */
const TAB_TOO_MANY = 1_500;
/** So long it is meant for one that is still on its way. */
const ON_ITS_WAY = 6_000;

/**
 * What became of the last suggestion as long as the cursor is still there, for the key bindings. VS Code handles the
 * first Esc and hides the suggestion without an event; if it is hidden and nothing was typed or moved since, a second
 * Esc means: no more for now. Someone who accepts one suggestion after the other with Tab presses it once more when
 * there is no other; that must not indent.
 */
export class Dismissal extends Disposable {
  readonly #keys = new Map<string, boolean>();
  #timer: NodeJS.Timeout | undefined;
  /** Nothing follows what was taken last. */
  #ended = false;

  constructor() {
    super();
    this._register(
      workspace.onDidChangeTextDocument(({ contentChanges }) => {
        if (contentChanges.length === 0) return;
        this.#set(SUGGESTED, false);
        this.#set(TAKEN, false);
      }),
    );
    this._register(
      window.onDidChangeTextEditorSelection(({ kind }) => {
        this.#set(SUGGESTED, false);
        // Taking one moves the cursor too, but by no key or click of its own.
        if (kind === TextEditorSelectionChangeKind.Mouse) this.#set(TAKEN, false);
      }),
    );
    this._register(
      window.onDidChangeActiveTextEditor(() => {
        this.#set(SUGGESTED, false);
        this.#set(TAKEN, false);
      }),
    );
    this._register({ dispose: () => clearTimeout(this.#timer) });
  }

  /** Called when a suggestion is given to VS Code. */
  suggested(): void {
    this.#set(SUGGESTED, true);
  }

  /** Called when a suggestion has been accepted to its end. @param chained whether another may follow by itself */
  taken(chained: boolean): void {
    this.#set(TAKEN, true);
    this.#ended = !chained;
    this.#forgetAfter(chained ? ON_ITS_WAY : TAB_TOO_MANY);
  }

  /** Called when it has turned out that nothing is suggested; where the last one was taken, the chain's end is shown. */
  ended(): void {
    if (!this.#keys.get(TAKEN) || this.#ended) return;
    this.#ended = true;
    this.#forgetAfter(TAB_TOO_MANY);
    tellEnd();
  }

  /** A Tab after the last suggestion: says whether there is another to come, and leaves the text as it is. */
  tabTooMany(): void {
    if (this.#ended) {
      this.#set(TAKEN, false);
      tellEnd();
    } else {
      window.setStatusBarMessage(`$(loading~spin) ${l10n.t('Thinking of a suggestion')}`, 2_000);
    }
  }

  #forgetAfter(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#set(TAKEN, false), ms);
  }

  #set(key: string, holds: boolean): void {
    if (holds === (this.#keys.get(key) ?? false)) return;
    this.#keys.set(key, holds);
    void commands.executeCommand('setContext', key, holds);
  }
}

function tellEnd(): void {
  window.setStatusBarMessage(`$(circle-slash) ${l10n.t('No more suggestions here')}`, 3_000);
}
