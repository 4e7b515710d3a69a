import { InputBoxValidationSeverity, l10n, type TextDocument, Uri, WorkspaceEdit, window, workspace } from 'vscode';
import { fileNameFor, freeName, isNamedAfter } from '../../core/notes/fileName.ts';
import { OwnhandError } from '../../core/support/errors.ts';
import type { Services } from '../services.ts';
import { activeNote, canRename, fileNameOf, markupOf } from './documents.ts';

/** Renames the active document's file to match its title, or to the given name, once the user has seen the new name. */
export async function renameToTitle(_: Services, given?: unknown): Promise<string | undefined> {
  const document = activeNote();
  if (!canRename(document)) {
    throw new OwnhandError('bad-input', l10n.t('Save the document first: it has no file to rename.'));
  }
  if (typeof given === 'string') return rename(document, given);
  const { currentTitle } = await import('../../core/notes/titleEdit.ts');
  const title = currentTitle(document.getText(), markupOf(document));
  if (title === null) {
    throw new OwnhandError('bad-input', l10n.t('The document has no title yet; Suggest Titles finds some.'));
  }
  if (isNamedAfter(title, fileNameOf(document.uri))) {
    void window.showInformationMessage(l10n.t('“{0}” is already named after its title.', fileNameOf(document.uri)));
    return undefined;
  }
  return offerRename(document, title);
}

/** Shows the file name for a title, for the user to change or accept. @returns the new name, if any */
export async function offerRename(document: TextDocument, title: string): Promise<string | undefined> {
  const old = fileNameOf(document.uri);
  if (isNamedAfter(title, old)) return undefined;
  const taken = await namesBeside(document.uri);
  const proposed = fileNameFor(title, old, taken);
  if (proposed === old) return undefined;
  const isTaken = (name: string) => taken.some((other) => other !== old && sameName(other, name));
  const value = freeName(proposed, isTaken);
  const dot = value.lastIndexOf('.');
  const name = await window.showInputBox({
    title: l10n.t('Rename the File Too?'),
    prompt: l10n.t('Enter renames, Escape keeps “{0}”.', old),
    value,
    valueSelection: [0, dot > 0 ? dot : value.length],
    validateInput: (typed) => {
      const problem = nameProblem(typed, isTaken);
      return problem ?? { message: `${old} → ${typed.trim()}`, severity: InputBoxValidationSeverity.Info };
    },
  });
  return name === undefined || name.trim() === old ? undefined : rename(document, name);
}

/** Never overwrites a file, not even one that appeared since we looked. */
async function rename({ uri }: TextDocument, typed: string): Promise<string> {
  const name = typed.trim();
  const others = (await namesBeside(uri)).filter((other) => other !== fileNameOf(uri));
  const problem = nameProblem(name, (wanted) => others.some((other) => sameName(other, wanted)));
  if (problem !== null) throw new OwnhandError('bad-input', problem);
  const change = new WorkspaceEdit();
  change.renameFile(uri, Uri.joinPath(uri, '..', name), { overwrite: false, ignoreIfExists: false });
  if (!(await workspace.applyEdit(change))) {
    throw new OwnhandError(
      'bad-input',
      l10n.t('“{0}” cannot be renamed; is it or its folder read-only?', fileNameOf(uri)),
    );
  }
  return name;
}

/** Why a file cannot have this name, or null. */
function nameProblem(typed: string, isTaken: (name: string) => boolean): string | null {
  const name = typed.trim();
  if (name === '' || name === '.' || name === '..') return l10n.t('A file needs a name.');
  if (/[/\\]/.test(name)) return l10n.t('A name has no slashes; the file stays in its folder.');
  return isTaken(name) ? l10n.t('“{0}” already exists; choose another name.', name) : null;
}

/** Some file systems ignore case, and two names that differ only in case help nobody. */
function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

async function namesBeside(uri: Uri): Promise<string[]> {
  const entries = await workspace.fs.readDirectory(Uri.joinPath(uri, '..'));
  return entries.map(([name]) => name);
}
