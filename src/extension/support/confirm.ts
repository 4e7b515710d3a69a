import { window } from 'vscode';

/** Asks before something that cannot be undone; gives the action chosen, or undefined where there is none. */
export function confirm(question: string, detail: string, ...actions: string[]): Thenable<string | undefined> {
  return window.showWarningMessage(question, { modal: true, detail }, ...actions);
}
