import { l10n, type TextDocument, window } from 'vscode';
import type { TitleHome, TitlePlace } from '../../core/notes/titleEdit.ts';
import type { TitleReason } from '../../core/tasks/titles/rank.ts';
import { Titles } from '../../worker/requests/writing.ts';
import type { Services } from '../services.ts';
import { busyPick, choose } from './busyPick.ts';
import { activeNote, applyTextEdit, canRename, markupOf, neighboursOf, sourceOf } from './documents.ts';
import { offerRename } from './renameToTitle.ts';

const COUNT = 5;

/**
 * Offers titles for the active document, writes the chosen one into the front matter or the heading, wherever this
 * document or the notes in its folder have theirs, and then offers to rename the file.
 */
export async function suggestTitles({ workers, state }: Services): Promise<string | undefined> {
  // Loaded on use: the Markdown parser would double the extension's start-up time.
  const { titleEdit, titlePlace } = await import('../../core/notes/titleEdit.ts');
  const document = activeNote();
  const language = markupOf(document);
  const text = document.getText();
  const home = titlePlace(text, language).text === null ? await homeBeside(document) : null;
  const place = titlePlace(text, language, home);
  const chosen = await busyPick(
    l10n.t('Suggest Titles'),
    l10n.t('Finding titles…'),
    async (signal) => {
      const { titles } = await workers.request(Titles, { text, n: COUNT, source: sourceOf(document) }, { signal });
      const items = titles
        .filter((title) => title.text !== place.text)
        .map((title) => ({
          label: title.text,
          description: reasonLine(title.reasons[0]),
        }));
      if (items.length === 0 && !signal.aborted) {
        void window.showInformationMessage(l10n.t('Ownhand found no title for this note; a longer text helps.'));
      }
      return items;
    },
    (pick) => choose(pick, placeLine(place)),
  );
  if (!chosen) return undefined;
  // The document may have changed while the list was open.
  const edit = titleEdit(document.getText(), chosen.label, language, home);
  if (edit) await applyTextEdit(document, edit);
  state.update({ usedMore: true });
  if (canRename(document)) await offerRename(document, chosen.label);
  return chosen.label;
}

/** Where the other notes in a document's folder have their titles. */
async function homeBeside(document: TextDocument): Promise<TitleHome | null> {
  const { usualTitleHome } = await import('../../core/notes/titleHome.ts');
  const home = usualTitleHome(await neighboursOf(document), markupOf(document));
  return home === 'file name' && !canRename(document) ? null : home;
}

function placeLine({ kind, text }: TitlePlace): string {
  switch (kind) {
    case 'heading':
      return l10n.t('Replaces “{0}” in the heading', text);
    case 'front matter':
    case 'new front matter':
      return text === null
        ? l10n.t('This note has no title yet; it goes into the front matter')
        : l10n.t('Replaces “{0}” in the front matter', text);
    case 'new heading':
      return l10n.t('This note has no title yet; it becomes a new heading');
    case 'file name':
      return l10n.t('Your notes here have their titles in the file name; the file is renamed');
  }
}

/** Only reasons that help a writer; that candidates agree, or what the model thinks, does not. */
function reasonLine(reason: TitleReason | undefined): string | undefined {
  switch (reason) {
    case 'habit':
      return l10n.t('most like your titles');
    case 'coverage':
      return l10n.t('covers most of the text');
    default:
      return undefined;
  }
}
