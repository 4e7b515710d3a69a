import { l10n, window } from 'vscode';
import { Descriptions } from '../../worker/requests/writing.ts';
import type { Services } from '../services.ts';
import { busyPick, choose } from './busyPick.ts';
import { activeNote, applyTextEdit, sourceOf } from './documents.ts';

const COUNT = 4;
/** Characters of a list's line that are surely seen. */
const WIDTH = 76;

/** Offers descriptions for the active document, and writes the chosen one into the front matter. */
export async function suggestDescription({ workers, state }: Services): Promise<string | undefined> {
  // Loaded on use: the YAML parser would double the extension's start-up time.
  const { editDescription } = await import('../../core/notes/frontMatter.ts');
  const document = activeNote();
  const text = document.getText();
  const chosen = await busyPick(
    l10n.t('Suggest Description'),
    l10n.t('Finding descriptions…'),
    async (signal) => {
      const asked = { text, n: COUNT, source: sourceOf(document) };
      const { descriptions } = await workers.request(Descriptions, asked, { signal });
      if (descriptions.length === 0 && !signal.aborted) {
        void window.showInformationMessage(l10n.t('Ownhand found no description for this note; a longer text helps.'));
      }
      return descriptions.map(({ text: description }) => ({ ...inTwoLines(description), text: description }));
    },
    (pick) => choose(pick, l10n.t('Goes into the front matter')),
  );
  if (!chosen) return undefined;
  // The document may have changed while the list was open.
  await applyTextEdit(document, editDescription(document.getText(), chosen.text));
  state.update({ usedMore: true });
  return chosen.text;
}

/** A list cuts off what does not fit into its width; an entry has a second line for the rest. */
function inTwoLines(text: string): { label: string; detail?: string } {
  if (text.length <= WIDTH) return { label: text };
  const at = text.lastIndexOf(' ', WIDTH);
  return at <= 0 ? { label: text } : { label: text.slice(0, at), detail: text.slice(at + 1) };
}
