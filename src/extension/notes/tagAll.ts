import {
  commands,
  l10n,
  type QuickPickItem,
  TabInputText,
  type TextDocument,
  Uri,
  WorkspaceEdit,
  window,
  workspace,
} from 'vscode';
import { isDraft } from '../../core/notes/draft.ts';
import { OwnhandError } from '../../core/support/errors.ts';
import { isSure } from '../../core/tasks/tags/sure.ts';
import { Untagged } from '../../worker/requests/library.ts';
import { Tags } from '../../worker/requests/writing.ts';
import type { Services } from '../services.ts';
import { percentOf } from '../status/progress.ts';
import { counted } from '../support/numbers.ts';
import { kindOf, replacing } from './documents.ts';
import { pickSome } from './previewPick.ts';
import { requireHistory } from './requireHistory.ts';
import { usualCount } from './suggestTags.ts';

/** The tags for one note. */
interface Proposal {
  document: TextDocument;
  tags: string[];
  /** One of the tags may well be wrong. */
  doubtful: boolean;
}

/**
 * Finds tags for all notes of the workspace that have none, shows them as one comparison and as a list to untick, and
 * writes the ones left ticked. Doubtful notes come first and say so. Skips drafts, and never gives tags that the user
 * has not used before.
 * @returns how many notes got tags
 */
export async function tagAll(services: Services): Promise<number | undefined> {
  const folders = (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  if (folders.length === 0) {
    throw new OwnhandError('bad-input', l10n.t('Open a folder on this computer first; Ownhand tags the notes in it.'));
  }
  await requireHistory(services, l10n.t('Ownhand does not know any of your tags yet; let it read your notes first.'));
  const { editTags } = await import('../../core/notes/frontMatter.ts');
  const paths = folders.map(({ uri }) => uri.fsPath);
  const { proposals, notes, left } = await services.busy.run(l10n.t('Finding tags'), (report, signal) =>
    propose(services, paths, report, signal),
  );
  if (proposals.length === 0) {
    const found = l10n.t('Ownhand found no tags for the notes whose front matter it can edit.');
    const none = notes > 0 ? found : left === '' ? l10n.t('All notes in this workspace have tags.') : '';
    void window.showInformationMessage([none, left].filter((sentence) => sentence !== '').join(' '));
    return undefined;
  }
  const chosen = await review(services, proposals, notes);
  if (!chosen || chosen.length === 0) return undefined;
  const change = new WorkspaceEdit();
  for (const { document, tags } of chosen) {
    // The note may have been edited or tagged while the list was open.
    const edit = editTags(document.getText(), tags, kindOf(document));
    if (edit) change.replace(document.uri, ...replacing(document, edit));
  }
  // The user saves documents that they have changed themselves.
  const clean = chosen.filter(({ document }) => !document.isDirty);
  // As a refactoring, it can be undone in one step.
  if (!(await workspace.applyEdit(change, { isRefactoring: true }))) {
    throw new OwnhandError('bad-input', l10n.t('The notes cannot be changed; are they read-only?'));
  }
  await Promise.all(clean.map(({ document }) => document.save()));
  const tagged = l10n.t('Tagged: {0}.', counted(chosen.length, l10n.t('note'), l10n.t('notes')));
  void window.showInformationMessage(`${tagged} ${left}`.trim());
  return chosen.length;
}

/** What was left alone because of its encoding, and what to do about it; empty if nothing was. */
function leftAlone(count: number): string {
  if (count === 0) return '';
  return l10n.t(
    'Left alone because of an old encoding: {0}; save them as UTF-8 (the encoding is in the status bar), then tag them.',
    counted(count, l10n.t('note'), l10n.t('notes')),
  );
}

/** Asks for tags note by note. Notes that cannot be read or edited are skipped, and so count only in `notes`. */
async function propose(
  services: Services,
  paths: string[],
  report: (message: string, percent: number | null) => void,
  signal: AbortSignal,
): Promise<{ proposals: Proposal[]; notes: number; left: string }> {
  const { editTags, readTags } = await import('../../core/notes/frontMatter.ts');
  const { workers, log } = services;
  const { files, otherEncoding } = await workers.long(Untagged, { paths }, { signal }, ({ message }) =>
    report(message, null),
  );
  for (const file of otherEncoding)
    log.info(`tag all: left alone because of its encoding: ${workspace.asRelativePath(file)}`);
  const count = usualCount(services);
  const proposals: Proposal[] = [];
  for (const [done, file] of files.entries()) {
    report(l10n.t('{0} of {1}', done + 1, files.length), percentOf({ message: '', done, total: files.length }));
    try {
      const document = await workspace.openTextDocument(Uri.file(file));
      const text = document.getText();
      if (isDraft(text, file)) continue;
      if (readTags(text, kindOf(document)).length > 0) continue;
      // Refuses what cannot be edited before the model starts working.
      editTags(text, ['tag'], kindOf(document));
      const { tags } = await workers.request(Tags, { text, n: count + 8, source: file }, { signal });
      const own = tags.filter((tag) => !tag.new).slice(0, count);
      const sure = own.filter(isSure);
      // Sure tags are enough; if there is none, the likeliest is offered as doubtful.
      const given = sure.length > 0 ? sure : own.slice(0, 1);
      const doubtful = sure.length === 0;
      if (given.length > 0) proposals.push({ document, tags: given.map((tag) => tag.text), doubtful });
    } catch (error) {
      if (!OwnhandError.is(error, 'bad-input')) throw error;
      log.info(`tag all: a note was passed over: ${error.message}`);
    }
  }
  proposals.sort((a, b) => Number(b.doubtful) - Number(a.doubtful));
  return { proposals, notes: files.length, left: leftAlone(otherEncoding.length) };
}

/** Shows all changes as one comparison, and a list to untick those that are not wanted. */
async function review({ previews }: Services, proposals: Proposal[], notes: number): Promise<Proposal[] | undefined> {
  const { applyEdit, editTags } = await import('../../core/notes/frontMatter.ts');
  const title = l10n.t('Tags for Untagged Notes');
  const shown = proposals.map(({ document, tags }) => {
    const text = document.getText();
    const edit = editTags(text, tags, kindOf(document));
    return previews.add(document, edit ? applyEdit(text, edit) : text);
  });
  const resources = proposals.map(({ document: { uri } }, at) => [uri, uri, shown[at]]);
  await commands.executeCommand('vscode.changes', title, resources);
  const items = proposals.map((proposal): QuickPickItem & { proposal: Proposal } => ({
    label: workspace.asRelativePath(proposal.document.uri),
    description: proposal.doubtful ? l10n.t('{0} (not sure)', proposal.tags.join(', ')) : proposal.tags.join(', '),
    picked: true,
    proposal,
  }));
  try {
    const ticked = await pickSome(items, {
      title: l10n.t('Tag All Untagged Notes'),
      placeholder: l10n.t('Nothing is written yet: untick what should stay as it is'),
      preview: (some) => l10n.t('{0} of {1}', some.length, notes),
      stays: true,
    });
    return ticked?.map(({ proposal }) => proposal);
  } finally {
    // VS Code adds the number of files to the name; such a tab cannot be recognised by anything else.
    await previews.close(({ label, input }) => label.startsWith(title) && !(input instanceof TabInputText), shown);
  }
}
