/** What the tests inside the extension host look at. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { TestApi } from '../../../src/extension/extension.ts';

const ID = 'ownhand.ownhand';

export function extension(): vscode.Extension<TestApi> {
  const found = vscode.extensions.getExtension<TestApi>(ID);
  assert(found, `${ID} is not installed`);
  return found;
}

export function api(): TestApi {
  return extension().exports;
}

export function workspaceFolder(): string {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert(folder, 'no folder is open');
  return folder.uri.fsPath;
}

export interface Asking {
  /** By a command, which is answered however unsure the model is, rather than after typing. */
  invoke?: boolean;
  token?: vscode.CancellationToken;
  selected?: vscode.SelectedCompletionInfo;
}

/** The provider's answer at the end of a document. */
export function suggestionAt(
  document: vscode.TextDocument,
  { invoke = true, token = new vscode.CancellationTokenSource().token, selected }: Asking = {},
): Promise<vscode.InlineCompletionItem[] | undefined> {
  const { Automatic, Invoke } = vscode.InlineCompletionTriggerKind;
  const context = { triggerKind: invoke ? Invoke : Automatic, selectedCompletionInfo: selected };
  return api().provider.provideInlineCompletionItems(document, endOf(document), context, token);
}

export function endOf(document: vscode.TextDocument): vscode.Position {
  return document.lineAt(document.lineCount - 1).range.end;
}

/** Puts text at the end of a document, as one change. */
export async function append(document: vscode.TextDocument, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.insert(document.uri, endOf(document), text);
  assert(await vscode.workspace.applyEdit(edit), 'the document could not be changed');
}
