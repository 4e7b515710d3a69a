import { l10n, window } from 'vscode';
import type { TitlePlace } from '../../core/notes/titleEdit.ts';
import type { TitleReason } from '../../core/tasks/titles/rank.ts';
import { Titles } from '../../worker/requests/writing.ts';
import type { Services } from '../services.ts';
import { busyPick, choose } from './busyPick.ts';
import { activeNote, applyTextEdit, canRename, languageOf, sourceOf } from './documents.ts';
import { offerRename } from './renameToTitle.ts';

const COUNT = 5;

/**
 * Offers titles for the active document, each with its reason and with the line it would write; writes the chosen one
 * into the front matter or the heading, and then offers to rename the file.
 */
export async function suggestTitles({ engine, state }: Services): Promise<string | undefined> {
  // Loaded when used: the Markdown parser would double the time the extension takes to start.
  const [{ titleEdit, titlePlace }, { editedLines }] = await Promise.all([
    import('../../core/notes/titleEdit.ts'),
    import('../../core/notes/editedLines.ts'),
  ]);
  const document = activeNote();
  const language = languageOf(document);
  const text = document.getText();
  const place = titlePlace(text, language);
  const chosen = await busyPick(
    l10n.t('Suggest Titles'),
    l10n.t('Finding titles…'),
    async (signal) => {
      const { titles } = await engine.request(Titles, { text, n: COUNT, source: sourceOf(document) }, { signal });
      const items = titles
        .filter((title) => title.text !== place.text)
        .map((title) => ({
          label: title.text,
          description: title.reasons.map(reasonLine).join(' · '),
          detail: editedLines(text, titleEdit(text, title.text, language)).join(' '),
        }));
      if (items.length === 0 && !signal.aborted) {
        void window.showInformationMessage(l10n.t('No title was found for this note; a longer text helps.'));
      }
      return items;
    },
    (pick) => choose(pick, placeLine(place)),
  );
  if (!chosen) return undefined;
  // The document may have changed while the list was open.
  await applyTextEdit(document, titleEdit(document.getText(), chosen.label, language));
  state.update({ usedMore: true });
  if (canRename(document)) await offerRename(document, chosen.label);
  return chosen.label;
}

function placeLine({ kind, text }: TitlePlace): string {
  if (text !== null) {
    return kind === 'heading'
      ? l10n.t('Instead of “{0}” in the heading', text)
      : l10n.t('Instead of “{0}” in the front matter', text);
  }
  return kind === 'top'
    ? l10n.t('The document has no title yet: as a new first line')
    : l10n.t('The document has no title yet: into the front matter');
}

function reasonLine(reason: TitleReason): string {
  switch (reason) {
    case 'consensus':
      return l10n.t('closest to the others found');
    case 'logProbability':
      return l10n.t('likeliest to the model');
    case 'habit':
      return l10n.t('most like your titles');
    case 'coverage':
      return l10n.t('names most of the text');
  }
}
