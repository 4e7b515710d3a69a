import { l10n, Uri, ViewColumn, window, workspace } from 'vscode';
import type { ReadFile } from '../../core/history/mining/readFiles.ts';
import { REDACTED } from '../../core/history/mining/redact.ts';
import { OwnhandError } from '../../core/support/errors.ts';
import { Read } from '../../worker/requests/library.ts';
import type { Services } from '../services.ts';

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
  const shown = services.previews.addNote(uri, files.map(asMarkdown).join('\n\n---\n\n'));
  const document = await workspace.openTextDocument(shown);
  await window.showTextDocument(document, { viewColumn: ViewColumn.Beside, preview: true, preserveFocus: true });
}

async function choose(): Promise<Uri | undefined> {
  const chosen = await window.showOpenDialog({ canSelectMany: false, openLabel: l10n.t('Show') });
  return chosen?.[0];
}

/** What is known about a document as a list, then its text. */
function asMarkdown({ title, date, dateFrom, tags, language, text, words, redacted, skipped }: ReadFile): string {
  if (skipped !== null) return l10n.t('Left out: {0}', skipped);
  const rows: [string, string][] = [
    [l10n.t('Title'), title || l10n.t('none')],
    [l10n.t('Date'), date === null ? l10n.t('none') : l10n.t('{0} (from: {1})', date, dateFrom ?? '')],
    [l10n.t('Tags'), tags.join(', ') || l10n.t('none')],
    [l10n.t('Language'), language ?? l10n.t('unknown')],
    [l10n.t('Words'), String(words)],
    [
      l10n.t('Secrets replaced'),
      redacted === 0 ? l10n.t('none') : l10n.t('{0}, marked {1}', redacted, `**${REDACTED}**`),
    ],
  ];
  const list = rows.map(([name, value]) => `- ${name}: ${value}`).join('\n');
  return `${list}\n\n---\n\n${text.replaceAll(REDACTED, `**${REDACTED}**`)}\n`;
}
