import { type DocumentFilter, type TextDocument, workspace } from 'vscode';
import { readSettings } from '../settings.ts';

/** Where people write; `vscode-scm` is where commit messages are written. */
const SCHEMES = ['file', 'untitled', 'vscode-remote', 'vscode-scm'];

export function isWrittenIn({ uri }: TextDocument): boolean {
  return SCHEMES.includes(uri.scheme);
}

/**
 * The documents of all languages that settings name. Each folder of a workspace may name its own, so each document is
 * checked when a suggestion is asked for.
 */
export function suggestionSelector(): DocumentFilter[] {
  const scopes = [undefined, ...(workspace.workspaceFolders ?? [])];
  const wanted = new Set(scopes.flatMap((scope) => readSettings(scope).completions.languages));
  return [...wanted].flatMap((language) => SCHEMES.map((scheme) => ({ language, scheme })));
}
