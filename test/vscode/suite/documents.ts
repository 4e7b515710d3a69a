/** Documents for the tests of titles and tags, and answers to what VS Code asks. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { until } from '../testing.ts';
import { workspaceFolder } from './host.ts';

/** A text about something that many of the notes are about. */
export const GARDEN = `The beans by the hedge came up in a line, and the tomatoes in the garden drank three cans of water a day. The soil in
the new bed is dry, so I turned the compost into it with a fork, and the vegetables by the fence looked better for it
within the week than they had all summer.
`;
/** Front matter with comments, which every edit must keep. */
export const HEAD = '# kept by hand\ndate: 2024-09-01 # a Sunday';

export async function opened(content: string, language = 'markdown'): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument({ language, content });
  await vscode.window.showTextDocument(document);
  return document;
}

export async function openedFile(name: string, content: string): Promise<vscode.TextDocument> {
  write(name, content);
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(inWorkspace(name)));
  await vscode.window.showTextDocument(document);
  return document;
}

export function write(name: string, content: string): void {
  const file = inWorkspace(name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
}

export function inWorkspace(name: string): string {
  return path.join(workspaceFolder(), name);
}

export function fileNameOf(uri: vscode.Uri): string {
  return vscode.workspace.asRelativePath(uri, false);
}

/** Presses Enter in whatever VS Code asks until that has had its effect. */
export async function accepted(what: string, isDone: () => boolean): Promise<void> {
  await until(what, 120, async () => {
    if (isDone()) return true;
    await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    await new Promise((resolve) => setTimeout(resolve, 400));
    return isDone();
  });
}

/** Presses Escape until a command that asks something has ended. */
export async function dismissed(running: Thenable<unknown>): Promise<void> {
  let ended = false;
  void Promise.resolve(running).finally(() => {
    ended = true;
  });
  await until('the command ends', 120, async () => {
    await new Promise((resolve) => setTimeout(resolve, 400));
    if (!ended) await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
    return ended;
  });
}
