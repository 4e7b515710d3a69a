import { l10n, type QuickPickItem, QuickPickItemKind, window } from 'vscode';
import { isSure } from '../../core/tasks/tags/sure.ts';
import type { TagsResult } from '../../core/tasks/tags/tags.ts';
import { Tags } from '../../worker/requests/writing.ts';
import type { Services } from '../services.ts';
import { busyPick } from './busyPick.ts';
import { activeNote, applyTextEdit, kindOf, sourceOf } from './documents.ts';
import { tick } from './previewPick.ts';
import { requireHistory } from './requireHistory.ts';
import { tagReason } from './tagReason.ts';

const COUNT = 8;

/**
 * Offers tags for the active document, those already in use first and each with its reason, and adds the chosen ones to
 * its front matter.
 */
export async function suggestTags(services: Services): Promise<string[] | undefined> {
  // Loaded on use: the YAML parser is half of what the extension would read when it starts.
  const [{ editTags, readTags }, { editedLines }] = await Promise.all([
    import('../../core/notes/frontMatter.ts'),
    import('../../core/notes/editedLines.ts'),
  ]);
  const document = activeNote();
  const text = document.getText();
  // Refuses front matter that cannot be edited before the model starts working.
  editTags(text, ['tag'], kindOf(document));
  const present = new Set(readTags(text, kindOf(document)).map((tag) => tag.toLowerCase()));
  await requireHistory(services, l10n.t('Ownhand does not know any of your tags yet; let it read your notes first.'));
  const title = l10n.t('Suggest Tags');
  const chosen = await busyPick(
    title,
    l10n.t('Finding tags…'),
    async (signal) => {
      const { tags } = await services.workers.request(Tags, { text, n: COUNT, source: sourceOf(document) }, { signal });
      services.tagCompletions.remember(document, tags);
      const offered = tags.filter((tag) => !present.has(tag.text.toLowerCase()));
      if (offered.length === 0 && !signal.aborted) {
        void window.showInformationMessage(l10n.t('Ownhand found no more tags for this note.'));
      }
      return itemsOf(offered, usualCount(services) - present.size);
    },
    (pick) =>
      tick(pick, {
        title,
        placeholder: l10n.t('Tags to add to the note'),
        preview: (ticked) => {
          const edit = editTags(text, ticked.map(labelOf), kindOf(document));
          const lines = edit ? editedLines(text, edit) : [];
          // Of a list that has a line for each, the tags alone.
          return lines.map((line) => line.trim().replace(/^- /, '')).join(', ');
        },
      }),
  );
  if (!chosen || chosen.length === 0) return undefined;
  const labels = chosen.map(labelOf);
  const edit = editTags(document.getText(), labels, kindOf(document));
  if (edit) await applyTextEdit(document, edit);
  services.state.update({ usedMore: true });
  return labels;
}

/** How many tags the user gives a document on average; at least one. */
export function usualCount({ state }: Services): number {
  return Math.max(1, Math.round(state.snapshot.profile?.habits.tagsPerItem ?? 1));
}

/**
 * @param ticked how many of the user's own tags are ticked at first: the best one, and others that are sure; never new
 * ones
 */
function itemsOf(tags: TagsResult['tags'], ticked: number): QuickPickItem[] {
  const group = (label: string, list: TagsResult['tags'], most: number): QuickPickItem[] => {
    const items = list.map((tag, at) => ({
      label: tag.text,
      description: tagReason(tag),
      picked: at < most && (at === 0 || isSure(tag)),
    }));
    return items.length === 0 ? [] : [{ label, kind: QuickPickItemKind.Separator }, ...items];
  };
  const own = tags.filter((tag) => !tag.new);
  const fresh = tags.filter((tag) => tag.new);
  return [...group(l10n.t('your tags'), own, Math.max(1, ticked)), ...group(l10n.t('new tags'), fresh, 0)];
}

function labelOf({ label }: QuickPickItem): string {
  return label;
}
