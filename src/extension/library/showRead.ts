import { l10n, Uri, ViewColumn, window, workspace } from 'vscode';
import type { ReadFile } from '../../core/history/mining/readFiles.ts';
import { REDACTED } from '../../core/history/mining/redact.ts';
import { OwnhandError } from '../../core/support/errors.ts';
import { Read } from '../../worker/requests/library.ts';
import type { Services } from '../services.ts';
import { languageName } from '../support/numbers.ts';

/**
 * Shows, next to a document, what Ownhand reads from it: title, date and its source, tags, language, and the text with
 * every secret replaced. Takes the document's address, else the one in the active editor, else asks for one.
 */
export async function showRead(services: Services, given?: unknown): Promise<void> {
  const uri = given instanceof Uri ? given : (window.activeTextEditor?.document.uri ?? (await choose()));
  if (!uri) return;
  if (uri.scheme !== 'file') {
    throw new OwnhandError(
      'bad-input',
      l10n.t('Ownhand reads only documents saved on this computer; save this one first.'),
    );
  }
  const { files } = await services.workers.request(Read, { paths: [uri.fsPath], named: false });
  const open = workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  const unsaved = l10n.t('This note has changes that are not saved. Ownhand reads what was last saved.');
  const parts = [...(open?.isDirty ? [unsaved] : []), ...files.map(asMarkdown)];
  const shown = services.previews.addNote(uri, parts.join('\n\n---\n\n'));
  const document = await workspace.openTextDocument(shown);
  await window.showTextDocument(document, { viewColumn: ViewColumn.Beside, preview: true, preserveFocus: true });
}

async function choose(): Promise<Uri | undefined> {
  const chosen = await window.showOpenDialog({ canSelectMany: false, openLabel: l10n.t('Show') });
  return chosen?.[0];
}

/** What is known about a document as a list, then its text. */
function asMarkdown({ title, date, dateFrom, tags, language, text, words, redacted, skipped }: ReadFile): string {
  if (skipped !== null) return l10n.t('Ownhand leaves this out: {0}', leftOutLine(skipped));
  const rows: [string, string][] = [
    [l10n.t('Title'), title || l10n.t('none')],
    [l10n.t('Date'), date === null ? l10n.t('none') : l10n.t('{0} ({1})', date, dateLine(dateFrom))],
    [l10n.t('Tags'), tags.join(', ') || l10n.t('none')],
    [l10n.t('Language'), language === null ? l10n.t('unknown') : languageName(language)],
    [l10n.t('Words'), String(words)],
    [
      l10n.t('Secrets replaced'),
      redacted === 0 ? l10n.t('none') : l10n.t('{0}, marked {1}', redacted, `**${REDACTED}**`),
    ],
  ];
  const list = rows.map(([name, value]) => `- ${name}: ${value}`).join('\n');
  return `${list}\n\n---\n\n${text.replaceAll(REDACTED, `**${REDACTED}**`)}\n`;
}

/** Where a date comes from. */
function dateLine(from: string | null): string {
  switch (from) {
    case 'git':
      return l10n.t('when it was added to the repository');
    case 'path':
      return l10n.t('from its name');
    case 'file time':
      return l10n.t('when the file was last saved');
    default:
      return l10n.t('from the field “{0}”', from ?? 'date');
  }
}

/** Why a document is not read; others than these have no sentence of their own. */
function leftOutLine(reason: string): string {
  switch (reason) {
    case 'empty':
      return l10n.t('it has no text.');
    case 'too short':
      return l10n.t('it is too short to learn from.');
    case 'too large':
      return l10n.t('it is too large to be a note.');
    case 'binary':
      return l10n.t('it is not text.');
    case 'encoding not known':
      return l10n.t('its characters cannot be read; save it as UTF-8.');
    case 'generated':
      return l10n.t('it was written by a program.');
    case 'malformed':
      return l10n.t('it is damaged.');
    case 'unreadable':
      return l10n.t('the file cannot be opened.');
    default:
      return reason;
  }
}
