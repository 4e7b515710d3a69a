import { commands, l10n, Range, Selection, type TextDocument, type Uri, window } from 'vscode';
import type { TextEdit } from '../../core/notes/frontMatter.ts';
import { OwnhandError } from '../../core/support/errors.ts';
import { Rewrite } from '../../worker/requests/writing.ts';
import type { Services } from '../services.ts';
import { shownSentence } from '../support/log.ts';
import { activeDocument, applyTextEdit, sourceOf } from './documents.ts';
import { placeOf } from './relocate.ts';
import { requireHistory } from './requireHistory.ts';

/**
 * Rewrites the selection, or the paragraph at the cursor, in the user's own style, shows the difference, and makes the
 * change once the user agrees. What they type elsewhere in the document meanwhile stays.
 */
export async function rewrite(services: Services): Promise<string | undefined> {
  const document = activeDocument();
  const range = chosenRange(document);
  const start = document.offsetAt(range.start);
  const old = document.getText(range);
  // An imported adapter knows the voice without its documents.
  const hasAdapter = services.state.snapshot.status?.adapter != null;
  if (!hasAdapter)
    await requireHistory(
      services,
      l10n.t('Ownhand has not read any of your notes yet, so it does not know how you write; let it read some first.'),
    );
  const { text, reason } = await services.busy.run(l10n.t('Rewriting'), (_, signal) =>
    services.workers.request(Rewrite, { text: old, source: sourceOf(document) }, { signal }),
  );
  if (reason !== null) {
    void window.showInformationMessage(shownSentence(reason));
    return undefined;
  }
  const edit = (): TextEdit => {
    const at = placeOf(old, start, document.getText());
    if (at !== null) return { start: at, end: at + old.length, text };
    throw new OwnhandError('bad-input', l10n.t('That text has changed in the meantime; select it again.'));
  };
  if (!(await agreed(services, document, edit()))) return undefined;
  await applyTextEdit(document, edit());
  services.state.update({ usedMore: true });
  return text;
}

/** Shows the change until the user has decided. */
async function agreed({ previews }: Services, document: TextDocument, edit: TextEdit): Promise<boolean> {
  const whole = document.getText();
  const right = previews.add(document, whole.slice(0, edit.start) + edit.text + whole.slice(edit.end));
  await commands.executeCommand('vscode.diff', document.uri, right, l10n.t('Rewrite in My Style'), { preview: true });
  const apply = l10n.t('Apply');
  const answer = await window.showInformationMessage(l10n.t('Use this wording?'), apply, l10n.t('Discard'));
  await previews.close(({ input }) => showsUri(input, right), [right]);
  return answer === apply;
}

function showsUri(input: unknown, uri: Uri): boolean {
  const modified = (input as { modified?: Uri } | null)?.modified;
  return modified?.toString() === uri.toString();
}

/** The selection, else the lines around the cursor up to the next blank ones. */
function chosenRange(document: TextDocument): Range {
  const selection = window.activeTextEditor?.selection ?? new Selection(0, 0, 0, 0);
  if (!selection.isEmpty) return selection;
  const blank = (line: number) => document.lineAt(line).isEmptyOrWhitespace;
  let [first, last] = [selection.active.line, selection.active.line];
  if (blank(first)) {
    throw new OwnhandError('bad-input', l10n.t('Select the text to rewrite, or put the cursor in a paragraph.'));
  }
  while (first > 0 && !blank(first - 1)) first--;
  while (last + 1 < document.lineCount && !blank(last + 1)) last++;
  return new Range(document.lineAt(first).range.start, document.lineAt(last).range.end);
}
