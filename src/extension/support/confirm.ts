import { window } from 'vscode';

/** Asks before something that cannot be undone; returns the chosen action, or undefined for none. */
export function confirm(question: string, detail: string, ...actions: string[]): Thenable<string | undefined> {
  return window.showWarningMessage(question, { modal: true, detail }, ...actions);
}
