import { commands, window, workspace } from 'vscode';
import { Disposable } from '../support/lifecycle.ts';

/** Looked at by the key binding of a second Esc, in package.json. */
const KEY = 'ownhand.suggested';

/**
 * Whether a suggestion was made for the place where the cursor still is. The first Esc, VS Code's own, hides it; no event
 * tells of that, but where it is hidden and nothing was typed or moved since, a second Esc says: no more for now.
 */
export class Dismissal extends Disposable {
  private made = false;

  constructor() {
    super();
    this._register(
      workspace.onDidChangeTextDocument(({ contentChanges }) => contentChanges.length > 0 && this.set(false)),
    );
    this._register(window.onDidChangeTextEditorSelection(() => this.set(false)));
    this._register(window.onDidChangeActiveTextEditor(() => this.set(false)));
  }

  /** Called when a suggestion is given to VS Code. */
  suggested(): void {
    this.set(true);
  }

  private set(made: boolean): void {
    if (made === this.made) return;
    this.made = made;
    void commands.executeCommand('setContext', KEY, made);
  }
}
