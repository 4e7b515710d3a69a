import { l10n, StatusBarAlignment, type StatusBarItem, window } from 'vscode';
import type { AppState, Snapshot } from '../state.ts';
import type { OffReason } from '../suggestions/where.ts';
import { clock } from '../support/format.ts';
import { Disposable } from '../support/lifecycle.ts';
import { trainingLine, unfinishedLine } from './progress.ts';

interface Look {
  text: string;
  tooltip: string;
}

/** The one status bar item; a click opens the menu. */
export class Status extends Disposable {
  readonly item: StatusBarItem;

  constructor(state: AppState) {
    super();
    this.item = this._register(window.createStatusBarItem('ownhand.status', StatusBarAlignment.Right, 100));
    this.item.name = 'Ownhand';
    this.item.command = 'ownhand.showMenu';
    this._register(state.onDidChange((snapshot) => this.show(snapshot)));
    this.show(state.snapshot);
    this.item.show();
  }

  private show(snapshot: Readonly<Snapshot>): void {
    const { text, tooltip } = lookOf(snapshot);
    // Set only when it differs: each set is a message to the window.
    if (this.item.text === text && this.item.tooltip === tooltip) return;
    this.item.text = text;
    this.item.tooltip = tooltip;
    this.item.accessibilityInformation = { label: `Ownhand: ${tooltip}`, role: 'button' };
  }
}

function lookOf(snapshot: Readonly<Snapshot>): Look {
  const { enabled, snoozedUntil, offHere, worker, problem, status, training, held, unfinished, thinking } = snapshot;
  if (worker === 'failed') return { text: '$(error) Ownhand', tooltip: problem };
  if (training) {
    const percent = training.steps > 0 ? Math.floor((100 * training.step) / training.steps) : 0;
    if (held) return { text: `$(debug-pause) ${percent}%`, tooltip: l10n.t('Training waits while you type') };
    return {
      text: `$(sync~spin) ${training.phase === 'training' ? `${percent}%` : 'Ownhand'}`,
      tooltip: l10n.t('Training: {0}', trainingLine(training)),
    };
  }
  if (!enabled) return { text: '$(circle-slash) Ownhand', tooltip: l10n.t('Suggestions are off') };
  if (snoozedUntil > 0) {
    const time = clock(snoozedUntil, Date.now());
    return { text: `$(bell-slash) ${time}`, tooltip: l10n.t('Suggestions are snoozed until {0}', time) };
  }
  if (problem !== '') return { text: '$(warning) Ownhand', tooltip: problem };
  if (!status) return { text: '$(loading~spin) Ownhand', tooltip: l10n.t('Starting') };
  if (!status.model) return { text: '$(package) Ownhand', tooltip: l10n.t('No base model yet: choose one to begin') };
  if (status.endpointProblem) return { text: '$(warning) Ownhand', tooltip: status.endpointProblem };
  if (offHere) return { text: '$(circle-slash) Ownhand', tooltip: offLine(offHere) };
  if (thinking) return { text: '$(loading~spin) Ownhand', tooltip: l10n.t('Thinking of a suggestion') };
  if (unfinished) {
    const percent = Math.floor((100 * unfinished.step) / Math.max(1, unfinished.steps));
    return { text: `$(debug-pause) ${percent}%`, tooltip: unfinishedLine(unfinished) };
  }
  const adapter = status.adapter ? l10n.t('with your adapter') : l10n.t('without an adapter');
  return { text: '$(edit) Ownhand', tooltip: l10n.t('Ready: {0}, {1}', status.model.id, adapter) };
}

function offLine(reason: OffReason): string {
  if (reason === 'file') return l10n.t('Suggestions are off in this file');
  if (reason === 'excluded') return l10n.t('Suggestions are off in this file, by the setting of globs');
  return l10n.t('Suggestions are off in this language');
}
