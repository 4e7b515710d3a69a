import { commands, Range, window } from 'vscode';

const ACCEPT_WORD = 'editor.action.inlineSuggest.acceptNextWord';

/** Accepts a word of the suggestion. VS Code's own command accepts the space before it first, on its own. */
export async function acceptWord(): Promise<void> {
  const editor = window.activeTextEditor;
  const before = editor?.selection.active;
  await commands.executeCommand(ACCEPT_WORD);
  if (!editor || !before) return;
  const taken = editor.document.getText(new Range(before, editor.selection.active));
  if (/^\s+$/.test(taken)) await commands.executeCommand(ACCEPT_WORD);
}
