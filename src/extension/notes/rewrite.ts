import {
  commands,
  l10n,
  type QuickInputButton,
  type QuickPick,
  type QuickPickItem,
  Range,
  Selection,
  type TextDocument,
  ThemeIcon,
  type Uri,
  window,
} from 'vscode';
import type { TextEdit } from '../../core/notes/frontMatter.ts';
import { OwnhandError } from '../../core/support/errors.ts';
import { sentencesOf } from '../../core/text/sentences.ts';
import { Rewrite } from '../../worker/requests/writing.ts';
import type { Services } from '../services.ts';
import { shownSentence } from '../support/log.ts';
import { busyPick } from './busyPick.ts';
import { activeDocument, applyTextEdit, sourceOf } from './documents.ts';
import { placeOf } from './relocate.ts';
import { requireHistory } from './requireHistory.ts';

/** A version of the text; without one, the entry that compares. */
interface Version extends QuickPickItem {
  text?: string;
}

const COMPARE: QuickInputButton = { iconPath: new ThemeIcon('diff'), tooltip: l10n.t('Compare with the text') };
/** Characters shown before the first change. */
const LEAD = 24;

/**
 * Offers the selection, or the sentence at the cursor, in two or three versions that are more like the user, and writes
 * the chosen one; each can be compared with the text first. What the user types elsewhere in the document meanwhile
 * stays.
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
  const edit = (text: string): TextEdit => {
    const at = placeOf(old, start, document.getText());
    if (at !== null) return { start: at, end: at + old.length, text };
    throw new OwnhandError('bad-input', l10n.t('That text has changed in the meantime; select it again.'));
  };
  const text = await busyPick<Version, string>(
    l10n.t('Rewrite in My Style'),
    l10n.t('Looking for wordings that are more like yours…'),
    async (signal) => {
      const { choices, reason } = await services.workers.request(
        Rewrite,
        { text: old, source: sourceOf(document) },
        { signal },
      );
      if (reason !== null && !signal.aborted) void window.showInformationMessage(shownSentence(reason));
      return choices.map(
        (each): Version => ({ text: each.text, label: fromChange(old, each.text), buttons: [COMPARE] }),
      );
    },
    (pick) => chosenVersion(pick, async (version) => compare(services, document, edit(version)), services),
  );
  if (text === undefined) return undefined;
  await applyTextEdit(document, edit(text));
  services.state.update({ usedMore: true });
  return text;
}

/** Lets the user choose a version, after looking at differences as often as they like. */
async function chosenVersion(
  pick: QuickPick<Version>,
  show: (text: string) => Promise<Uri>,
  { previews }: Services,
): Promise<string | undefined> {
  const versions = pick.items;
  const shown: Uri[] = [];
  let active = versions[0];
  const chosen = Promise.withResolvers<string | undefined>();
  const look = (text: string) => void show(text).then((uri) => shown.push(uri), chosen.reject);
  pick.ignoreFocusOut = true;
  pick.placeholder = l10n.t('Choose a wording; Esc keeps the text as it is');
  pick.items = [...versions, { label: `$(diff) ${l10n.t('Compare with the text')}` }];
  pick.onDidChangeActive(([item]) => {
    if (item?.text !== undefined) active = item;
  });
  pick.onDidAccept(() => {
    const [item] = pick.selectedItems;
    if (item?.text !== undefined) chosen.resolve(item.text);
    else if (item && active.text !== undefined) look(active.text);
  });
  pick.onDidHide(() => chosen.resolve(undefined));
  pick.onDidTriggerItemButton(({ item }) => item.text !== undefined && look(item.text));
  try {
    return await chosen.promise;
  } finally {
    await previews.close(({ input }) => shown.some((uri) => showsUri(input, uri)), shown);
  }
}

/** Shows a change next to the text; the list keeps the keyboard. */
async function compare({ previews }: Services, document: TextDocument, { start, end, text }: TextEdit): Promise<Uri> {
  const whole = document.getText();
  const right = previews.add(document, whole.slice(0, start) + text + whole.slice(end));
  await commands.executeCommand('vscode.diff', document.uri, right, l10n.t('Rewrite in My Style'), {
    preview: true,
    preserveFocus: true,
  });
  return right;
}

/** A version, from shortly before the first difference, on one line. */
function fromChange(old: string, text: string): string {
  let same = 0;
  while (same < Math.min(old.length, text.length) && old[same] === text[same]) same++;
  const from = same <= 2 * LEAD ? 0 : text.indexOf(' ', same - LEAD) + 1;
  const line = text.slice(from).replace(/\s+/g, ' ').trim();
  return from === 0 ? line : `… ${line}`;
}

function showsUri(input: unknown, uri: Uri): boolean {
  const modified = (input as { modified?: Uri } | null)?.modified;
  return modified?.toString() === uri.toString();
}

/** The selection, else the sentence at the cursor. */
function chosenRange(document: TextDocument): Range {
  const selection = window.activeTextEditor?.selection ?? new Selection(0, 0, 0, 0);
  if (!selection.isEmpty) return selection;
  const blank = (line: number) => document.lineAt(line).isEmptyOrWhitespace;
  let [first, last] = [selection.active.line, selection.active.line];
  if (blank(first)) {
    throw new OwnhandError('bad-input', l10n.t('Select the text to rewrite, or put the cursor in a sentence.'));
  }
  while (first > 0 && !blank(first - 1)) first--;
  while (last + 1 < document.lineCount && !blank(last + 1)) last++;
  const start = document.offsetAt(document.lineAt(first).range.start);
  const text = document.getText(new Range(document.positionAt(start), document.lineAt(last).range.end));
  const at = document.offsetAt(selection.active) - start;
  const sentences = sentencesOf(text);
  const sentence = sentences.findLast((each) => each.start <= at) ?? sentences[0];
  const from = start + sentence.start + /^\s*/.exec(sentence.text)![0].length;
  return new Range(document.positionAt(from), document.positionAt(from + sentence.text.trim().length));
}
