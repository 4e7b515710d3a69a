import { l10n, window } from 'vscode';
import { Tags } from '../../worker/protocol.ts';
import { activeDocument, applyTextEdit, sourceOf } from '../documents.ts';
import { withCancellableProgress } from '../progress.ts';
import type { Services } from '../services.ts';

const COUNT = 8;

/** Offers tags for the active document, those already in use first, and adds the chosen ones to its front matter. */
export async function suggestTags({ engine }: Services): Promise<string[] | undefined> {
  // Loaded when used: the YAML parser is half of what the extension would read at its start.
  const { editTags, readTags } = await import('../../core/tasks/frontMatter.ts');
  const document = activeDocument();
  const text = document.getText();
  const present = new Set(readTags(text));
  const { tags } = await withCancellableProgress(l10n.t('Finding tags'), (_, signal) =>
    engine.request(Tags, { text, n: COUNT, source: sourceOf(document) }, { signal }),
  );
  const offered = tags.filter((tag) => !present.has(tag.text));
  if (offered.length === 0) {
    void window.showInformationMessage(l10n.t('No further tag was found for this text.'));
    return undefined;
  }
  const items = [...offered.filter((tag) => !tag.new), ...offered.filter((tag) => tag.new)].map((tag) => ({
    label: tag.text,
    description: tag.new ? l10n.t('new: not among your tags so far') : '',
    picked: !tag.new,
  }));
  const chosen = await window.showQuickPick(items, {
    canPickMany: true,
    title: l10n.t('Suggest Tags'),
    placeHolder: l10n.t('Tags to add to the front matter'),
  });
  if (!chosen || chosen.length === 0) return undefined;
  const labels = chosen.map(({ label }) => label);
  const edit = editTags(document.getText(), labels);
  if (edit) await applyTextEdit(document, edit);
  return labels;
}
