import { window, workspace } from 'vscode';

/** Opens a Markdown document to write in: a visible one, else a new one. */
export async function startWriting(): Promise<void> {
  const shown = window.visibleTextEditors.find(({ document }) => document.languageId === 'markdown');
  const document = shown?.document ?? (await workspace.openTextDocument({ language: 'markdown' }));
  await window.showTextDocument(document, shown?.viewColumn);
}
