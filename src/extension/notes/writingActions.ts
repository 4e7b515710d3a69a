import {
  CodeAction,
  CodeActionKind,
  type CodeActionProvider,
  l10n,
  languages,
  type Range,
  type TextDocument,
} from 'vscode';
import { isNamedAfter } from '../../core/notes/fileName.ts';
import { tagsLines, titleLine, titleText } from '../../core/notes/headLines.ts';
import type { AppState } from '../state.ts';
import { Disposable } from '../support/lifecycle.ts';
import { canRename, EDITED_LANGUAGES, fileNameOf, headLines, markupOf } from './documents.ts';

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
    const actions: CodeAction[] = [];
    if (range.isSingleLine) actions.push(...headActions(document, range.start.line));
    if (document.getText(range).trim() !== '') actions.push(action(l10n.t('Rewrite in my style'), 'ownhand.rewrite'));
    return actions;
  }
}

function headActions(document: TextDocument, line: number): CodeAction[] {
  const lines = headLines(document);
  const actions: CodeAction[] = [];
  if (line === titleLine(lines, markupOf(document))) {
    actions.push(action(l10n.t('Suggest titles'), 'ownhand.suggestTitles'));
    const title = titleText(lines[line]);
    if (title !== null && canRename(document) && !isNamedAfter(title, fileNameOf(document.uri))) {
      actions.push(action(l10n.t('Rename file to match title'), 'ownhand.renameToTitle'));
    }
  }
  if (
    line === titleLine(lines, markupOf(document)) ||
    /^(?:description|summary|excerpt)[ \t]*:/.test(lines[line] ?? '')
  ) {
    actions.push(action(l10n.t('Suggest description'), 'ownhand.suggestDescription'));
  }
  const tags = tagsLines(lines);
  if (tags && line >= tags.first && line <= tags.last) {
    actions.push(action(l10n.t('Suggest tags'), 'ownhand.suggestTags'));
  }
  return actions;
}

function action(title: string, command: string): CodeAction {
  const made = new CodeAction(title, KIND);
  made.command = { title, command };
  return made;
}
