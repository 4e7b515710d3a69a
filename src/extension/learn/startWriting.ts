import { window, workspace } from 'vscode';

/** Opens a Markdown document to write in: the one that is shown, else a new one. */
export async function startWriting(): Promise<void> {
  const shown = window.visibleTextEditors.find(({ document }) => document.languageId === 'markdown');
  const document = shown?.document ?? (await workspace.openTextDocument({ language: 'markdown' }));
  await window.showTextDocument(document, shown?.viewColumn);
}
