import { commands, l10n, type QuickPickItem, window } from 'vscode';
import type { Services } from '../services.ts';

type Entry = QuickPickItem & { command: string; args?: unknown[] };

/** The status bar item's menu: what can be done now, the likeliest first. */
export async function showMenu({ state }: Services): Promise<void> {
  const { enabled, snoozedUntil, offHere, status, training, unfinished, adapters } = state.snapshot;
  const entries: Entry[] = [];
  const add = (icon: string, label: string, command: string, ...args: unknown[]) =>
    entries.push({ label: `$(${icon}) ${label}`, command, args });

  if (training) add('debug-pause', l10n.t('Pause Training'), 'ownhand.pauseTraining');
  else if (unfinished) add('debug-continue', l10n.t('Resume Training'), 'ownhand.resumeTraining');
  if (training || unfinished) add('debug-stop', l10n.t('Cancel Training'), 'ownhand.cancelTraining');
  if (!status?.model) add('package', l10n.t('Set Up Base Model'), 'ownhand.addModel');
  add(
    enabled ? 'circle-slash' : 'check',
    enabled ? l10n.t('Turn Suggestions Off') : l10n.t('Turn Suggestions On'),
    'ownhand.toggleCompletions',
  );
  if (enabled) {
    add(
      'bell-slash',
      snoozedUntil > 0 ? l10n.t('Snooze or End Snooze…') : l10n.t('Snooze Suggestions…'),
      'ownhand.snooze',
    );
    const here = offHere ? l10n.t('Turn Suggestions On Here…') : l10n.t('Turn Suggestions Off Here…');
    if (window.activeTextEditor) add('file', here, 'ownhand.toggleHere');
  }
  if (window.activeTextEditor && status?.model) {
    add('lightbulb', l10n.t('Suggest Titles'), 'ownhand.suggestTitles');
    add('tag', l10n.t('Suggest Tags'), 'ownhand.suggestTags');
  }
  add('library', l10n.t('Mine My Writing'), 'ownhand.mine');
  if (!training) add('mortar-board', l10n.t('Train My Adapter'), 'ownhand.train');
  if (adapters.length > 0) add('arrow-swap', l10n.t('Switch Adapter'), 'ownhand.useAdapter');
  if (status?.model) add('package', l10n.t('Set Up Base Model'), 'ownhand.addModel');
  add('layout-sidebar-left', l10n.t('Open the Sidebar'), 'ownhand.profile.focus');
  add('settings-gear', l10n.t('Settings'), 'workbench.action.openSettings', 'ownhand.');
  add('output', l10n.t('Show Log'), 'ownhand.showLog');
  add('bug', l10n.t('Report a Problem'), 'ownhand.reportProblem');

  const chosen = await window.showQuickPick(entries, { title: 'Ownhand' });
  if (chosen) await commands.executeCommand(chosen.command, ...(chosen.args ?? []));
}
