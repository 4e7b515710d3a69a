import { l10n, window } from 'vscode';
import { Titles } from '../../worker/protocol.ts';
import { activeDocument, applyTextEdit, languageOf, sourceOf } from '../documents.ts';
import { withCancellableProgress } from '../progress.ts';
import type { Services } from '../services.ts';

const COUNT = 5;

/** Offers titles for the active document and writes the chosen one into its front matter or heading. */
export async function suggestTitles({ engine }: Services): Promise<string | undefined> {
  // Loaded when used: the Markdown parser would double the time the extension takes to start.
  const { currentTitle, titleEdit } = await import('../../core/tasks/titleEdit.ts');
  const document = activeDocument();
  const language = languageOf(document);
  const text = document.getText();
  const { titles } = await withCancellableProgress(l10n.t('Finding titles'), (_, signal) =>
    engine.request(Titles, { text, n: COUNT, source: sourceOf(document) }, { signal }),
  );
  const current = currentTitle(text, language);
  const items = titles.filter((title) => title.text !== current).map((title) => ({ label: title.text }));
  if (items.length === 0) {
    void window.showInformationMessage(l10n.t('No title was found for this text; a longer text helps.'));
    return undefined;
  }
  const chosen = await window.showQuickPick(items, {
    title: l10n.t('Suggest Titles'),
    placeHolder: current ? l10n.t('Instead of “{0}”', current) : l10n.t('The document has no title yet'),
  });
  if (!chosen) return undefined;
  // The document may have changed while the list was open.
  await applyTextEdit(document, titleEdit(document.getText(), chosen.label, language));
  return chosen.label;
}
