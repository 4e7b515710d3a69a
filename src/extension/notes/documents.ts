import { l10n, Range, type TextDocument, Uri, WorkspaceEdit, window, workspace } from 'vscode';
import type { DocumentKind, TextEdit } from '../../core/notes/frontMatter.ts';
import { HEAD_LINES } from '../../core/notes/headLines.ts';
import { OwnhandError } from '../../core/support/errors.ts';

/** Languages whose titles, tags and sentences can be edited: Markdown and what builds on it, and plain text. */
export const EDITED_LANGUAGES = ['markdown', 'mdx', 'quarto', 'rmd', 'plaintext'];

/** How many notes of a folder are read, and how many bytes of each. */
const NEIGHBOURS = 12;
const BEGINNING = 8_000;

/** The document in the active editor. */
export function activeDocument(): TextDocument {
  const document = window.activeTextEditor?.document;
  if (!document || document.getText().trim() === '') {
    throw new OwnhandError('bad-input', l10n.t('Open a document with some text in it first.'));
  }
  return document;
}

/** The document that titles and tags are for: the one in the active editor, if its language has a place for them. */
export function activeNote(): TextDocument {
  const document = activeDocument();
  if (EDITED_LANGUAGES.includes(document.languageId)) return document;
  throw new OwnhandError('bad-input', l10n.t('Ownhand writes titles and tags into Markdown and plain text only.'));
}

/** How a document's text is read for titles and tags. */
export function markupOf(document: TextDocument): 'markdown' | 'plaintext' {
  return document.languageId === 'plaintext' ? 'plaintext' : 'markdown';
}

/** The folder whose conventions the front matter follows. */
export function kindOf({ languageId, uri }: TextDocument): DocumentKind {
  return { quarto: languageId === 'quarto' || uri.path.endsWith('.qmd') };
}

/** The lines that can hold title and tags, which in a long document is only its beginning. */
export function headLines(document: TextDocument): string[] {
  return document.getText(new Range(0, 0, HEAD_LINES, 0)).split(/\r?\n/);
}

/** Path by which the history knows a document, so that the model is never shown it as its own example. */
export function sourceOf(document: TextDocument): string | undefined {
  return document.uri.scheme === 'file' ? document.uri.fsPath : undefined;
}

/** An edit in VS Code's form: what is replaced, and with what. */
export function replacing(document: TextDocument, { start, end, text }: TextEdit): [Range, string] {
  return [new Range(document.positionAt(start), document.positionAt(end)), text];
}

/** Makes one edit, which can be undone as one. */
export async function applyTextEdit(document: TextDocument, edit: TextEdit): Promise<void> {
  const change = new WorkspaceEdit();
  change.replace(document.uri, ...replacing(document, edit));
  if (!(await workspace.applyEdit(change))) {
    throw new OwnhandError('bad-input', l10n.t('The document cannot be changed; is it read-only?'));
  }
}

/** Other notes in a document's folder, which show how that folder is kept: a few of them, and their beginnings. */
export async function neighboursOf({ uri, isUntitled }: TextDocument): Promise<{ name: string; text: string }[]> {
  if (isUntitled) return [];
  const own = fileNameOf(uri);
  const extension = own.slice(own.lastIndexOf('.'));
  const folder = Uri.joinPath(uri, '..');
  const entries = await Promise.resolve(workspace.fs.readDirectory(folder)).catch(() => []);
  const names = entries.map(([name]) => name).filter((name) => name !== own && name.endsWith(extension));
  const texts = names.slice(-NEIGHBOURS).map(async (name) => {
    const bytes = await workspace.fs.readFile(Uri.joinPath(folder, name));
    return { name, text: new TextDecoder().decode(bytes.subarray(0, BEGINNING)) };
  });
  const read = await Promise.allSettled(texts);
  return read.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
}

export function canRename({ uri, isUntitled }: TextDocument): boolean {
  return !isUntitled && workspace.fs.isWritableFileSystem(uri.scheme) === true;
}

export function fileNameOf(uri: Uri): string {
  return uri.path.slice(uri.path.lastIndexOf('/') + 1);
}
