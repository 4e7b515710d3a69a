import { CodeAction, CodeActionKind, type CodeActionProvider, languages, type Range, type TextDocument } from 'vscode';
import type { AppState } from '../state.ts';
import { Disposable } from '../support/lifecycle.ts';
import { EDITED_LANGUAGES } from './documents.ts';
import { NOTE_COMMANDS, notePlace } from './noteCommands.ts';

const KIND = CodeActionKind.RefactorRewrite;

/**
 * The lightbulb: titles on the title's line, tags on the tags' line, and a rewrite of the selection. It only leads to
 * the commands and asks no model, because it is built on each move of the cursor.
 */
export class WritingActions extends Disposable implements CodeActionProvider {
  readonly #state: AppState;

  constructor(state: AppState) {
    super();
    this.#state = state;
    this._register(languages.registerCodeActionsProvider(EDITED_LANGUAGES, this, { providedCodeActionKinds: [KIND] }));
  }

  provideCodeActions(document: TextDocument, range: Range): CodeAction[] {
    // Without a model these actions would fail; the side bar leads to one.
    if (!this.#state.snapshot.status?.model) return [];
    const place = notePlace(document, range);
    return NOTE_COMMANDS.flatMap(({ id, offered }) => {
      const title = offered?.(place) ?? null;
      return title === null ? [] : [action(title, id)];
    });
  }
}

function action(title: string, command: string): CodeAction {
  const made = new CodeAction(title, KIND);
  made.command = { title, command };
  return made;
}
