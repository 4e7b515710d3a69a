import { l10n, Range, type TextDocument, WorkspaceEdit, window, workspace } from 'vscode';
import { OwnhandError } from '../core/errors.ts';
import type { TextEdit } from '../core/tasks/frontMatter.ts';

/** The document that titles and tags are for: the one in the active editor. */
export function activeDocument(): TextDocument {
  const document = window.activeTextEditor?.document;
  if (!document || document.getText().trim() === '') {
    throw new OwnhandError('bad-input', l10n.t('Open a document with some text in it first.'));
  }
  return document;
}

/** How a document's text is read where titles and tags are concerned. */
export function languageOf(document: TextDocument): 'markdown' | 'plaintext' {
  return document.languageId === 'markdown' ? 'markdown' : 'plaintext';
}

/** Path by which the history knows a document, so that it is never shown to the model as its own example. */
export function sourceOf(document: TextDocument): string | undefined {
  return document.uri.scheme === 'file' ? document.uri.fsPath : undefined;
}

/** Makes one edit, which can be undone as one. */
export async function applyTextEdit(document: TextDocument, edit: TextEdit): Promise<void> {
  const range = new Range(document.positionAt(edit.start), document.positionAt(edit.end));
  const change = new WorkspaceEdit();
  change.replace(document.uri, range, edit.text);
  if (!(await workspace.applyEdit(change))) {
    throw new OwnhandError('bad-input', l10n.t('The document cannot be changed; is it read-only?'));
  }
}
