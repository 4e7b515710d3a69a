import { commands, l10n, type QuickPickItem, QuickPickItemKind, window } from 'vscode';
import { EDITED_LANGUAGES } from '../notes/documents.ts';
import type { Services } from '../services.ts';
import type { Snapshot } from '../state.ts';
import { stateLine } from './stateLine.ts';

type Entry = QuickPickItem & { command?: string; args?: unknown[] };

/** The status bar item's menu: the state in a line, then what can be done, the likeliest first. */
export async function showMenu({ state }: Services): Promise<void> {
  const { snapshot } = state;
  const groups: [string, Entry[]][] = [
    [l10n.t('Write'), toWrite(snapshot)],
    [l10n.t('This File'), inThisFile(snapshot)],
    [l10n.t('Learn'), toLearn(snapshot)],
    [l10n.t('More'), more(snapshot)],
  ];
  const entries = groups.flatMap(([label, group]): Entry[] =>
    group.length === 0 ? [] : [{ label, kind: QuickPickItemKind.Separator }, ...group],
  );
  const chosen = await window.showQuickPick(entries, { title: 'Ownhand', placeHolder: stateLine(snapshot) });
  if (chosen?.command) await commands.executeCommand(chosen.command, ...(chosen.args ?? []));
}

function entry(icon: string, label: string, command: string, ...args: unknown[]): Entry {
  return { label: `$(${icon}) ${label}`, command, args };
}

function toWrite({ status, enabled, snoozedUntil }: Readonly<Snapshot>): Entry[] {
  const editor = window.activeTextEditor;
  const note = editor !== undefined && EDITED_LANGUAGES.includes(editor.document.languageId);
  const entries: Entry[] = [];
  if (note && status?.model) {
    entries.push(entry('lightbulb', l10n.t('Suggest Titles'), 'ownhand.suggestTitles'));
    if (status.history.items > 0) entries.push(entry('tag', l10n.t('Suggest Tags'), 'ownhand.suggestTags'));
    if (!editor.selection.isEmpty) entries.push(entry('edit', l10n.t('Rewrite in My Style'), 'ownhand.rewrite'));
  } else if (!editor) {
    entries.push(entry('edit', l10n.t('Start Writing'), 'ownhand.startWriting'));
  }
  if (!enabled) return [entry('check', l10n.t('Turn Suggestions On'), 'ownhand.toggleCompletions'), ...entries];
  if (snoozedUntil > 0) return [entry('bell', l10n.t('End Snooze'), 'ownhand.snooze', 0), ...entries];
  entries.push(entry('bell-slash', l10n.t('Snooze Suggestions…'), 'ownhand.snooze'));
  entries.push(entry('circle-slash', l10n.t('Turn Suggestions Off'), 'ownhand.toggleCompletions'));
  return entries;
}

function inThisFile({ enabled, offHere }: Readonly<Snapshot>): Entry[] {
  if (!enabled || !window.activeTextEditor) return [];
  const label = offHere ? l10n.t('Turn Suggestions On Here…') : l10n.t('Turn Suggestions Off Here…');
  return [entry('file', label, 'ownhand.toggleHere')];
}

function toLearn({ status, training, unfinished, work, adapters }: Readonly<Snapshot>): Entry[] {
  const entries: Entry[] = [];
  const read = (status?.history.items ?? 0) > 0;
  if (!read) entries.push(entry('sparkle', l10n.t('Learn from This Folder'), 'ownhand.learn'));
  else entries.push(entry('library', l10n.t('Learn from My Notes…'), 'ownhand.mine'));
  if (training) entries.push(entry('debug-pause', l10n.t('Pause Learning'), 'ownhand.pauseTraining'));
  else if (unfinished) entries.push(entry('debug-continue', l10n.t('Resume Learning'), 'ownhand.resumeTraining'));
  else if (read) entries.push(entry('mortar-board', l10n.t('Learn My Style…'), 'ownhand.train'));
  if (adapters.length > 1) entries.push(entry('arrow-swap', l10n.t('Switch Style…'), 'ownhand.useAdapter'));
  if (work) entries.push(entry('debug-stop', l10n.t('Stop: {0}', work.title), 'ownhand.stop'));
  return entries;
}

function more({ status }: Readonly<Snapshot>): Entry[] {
  return [
    ...(status?.model ? [] : [entry('package', l10n.t('Choose Language Model…'), 'ownhand.addModel')]),
    entry('layout-sidebar-left', l10n.t('Open the Side Bar'), 'ownhand.suggestions.focus'),
    entry('settings-gear', l10n.t('Settings'), 'workbench.action.openSettings', '@ext:ownhand.ownhand'),
    entry('output', l10n.t('Show Log'), 'ownhand.showLog'),
    entry('bug', l10n.t('Report a Problem'), 'ownhand.reportProblem'),
  ];
}
