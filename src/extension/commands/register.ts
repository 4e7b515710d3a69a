import { commands, type Disposable, l10n, window, workspace } from 'vscode';
import { OwnhandError } from '../../core/errors.ts';
import { logError, messageOf } from '../log.ts';
import type { Services } from '../services.ts';
import type { Snapshot } from '../state.ts';
import { exportAdapter, importAdapter, removeAdapter, useAdapter } from './adapters.ts';
import { addModel } from './addModel.ts';
import { cancelTraining } from './cancelTraining.ts';
import { deleteEverything, removeModel } from './deleteEverything.ts';
import { forget } from './forget.ts';
import { mine } from './mine.ts';
import { removeOnUninstall } from './removeOnUninstall.ts';
import { renameToTitle } from './renameToTitle.ts';
import { reportProblem } from './reportProblem.ts';
import { rewrite } from './rewrite.ts';
import { showMenu } from './showMenu.ts';
import { snooze } from './snooze.ts';
import { suggestTags } from './suggestTags.ts';
import { suggestTitles } from './suggestTitles.ts';
import { tagAll } from './tagAll.ts';
import { toggleCompletions } from './toggleCompletions.ts';
import { toggleHere } from './toggleHere.ts';
import { train } from './train.ts';

type Handler = (services: Services, ...args: unknown[]) => Promise<unknown>;

/** Registers every command that package.json declares (`npm run check` compares the two). */
export function registerCommands(services: Services): Disposable[] {
  const register = (id: string, handler: Handler) =>
    commands.registerCommand(id, (...args: unknown[]) => guarded(services, id, () => handler(services, ...args)));
  return [
    register('ownhand.mine', mine),
    register('ownhand.train', train),
    register('ownhand.pauseTraining', async () => services.training.pause()),
    register('ownhand.resumeTraining', () => train(services, { resume: true })),
    register('ownhand.cancelTraining', cancelTraining),
    register('ownhand.useAdapter', useAdapter),
    register('ownhand.exportAdapter', exportAdapter),
    register('ownhand.importAdapter', importAdapter),
    register('ownhand.removeAdapter', removeAdapter),
    register('ownhand.forget', forget),
    register('ownhand.removeModel', removeModel),
    register('ownhand.deleteEverything', deleteEverything),
    register('ownhand.suggestTitles', suggestTitles),
    register('ownhand.suggestTags', suggestTags),
    register('ownhand.renameToTitle', renameToTitle),
    register('ownhand.tagAll', tagAll),
    register('ownhand.rewrite', rewrite),
    register('ownhand.addModel', addModel),
    register('ownhand.toggleCompletions', toggleCompletions),
    register('ownhand.toggleHere', toggleHere),
    register('ownhand.snooze', snooze),
    register('ownhand.showMenu', showMenu),
    register('ownhand.removeOnUninstall', removeOnUninstall),
    register('ownhand.reportProblem', reportProblem),
    register('ownhand.showLog', async () => services.log.show()),
  ];
}

/** One message for whatever fails, with the way to what helps; nothing for what the user stopped. */
async function guarded(services: Services, id: string, run: () => Promise<unknown>): Promise<unknown> {
  try {
    return await run();
  } catch (error) {
    logError(services.log, id, error);
    if (OwnhandError.is(error, 'cancelled')) return undefined;
    // Not awaited: a message that nobody closes would keep the command running.
    void offerHelp(services, id, error);
    return undefined;
  }
}

async function offerHelp({ state }: Services, id: string, error: unknown): Promise<void> {
  const help = helpFor(id, error, state.snapshot);
  const chosen = await window.showErrorMessage(messageOf(error), help);
  if (chosen) await commands.executeCommand(chosen.command, ...chosen.args);
}

interface Help {
  title: string;
  command: string;
  args: unknown[];
}

function helpFor(id: string, error: unknown, { unfinished, training }: Readonly<Snapshot>): Help {
  if (OwnhandError.is(error, 'no-model')) {
    return { title: l10n.t('Set Up Base Model'), command: 'ownhand.addModel', args: [] };
  }
  if (OwnhandError.is(error, 'no-history')) {
    return { title: l10n.t('Mine My Writing'), command: 'ownhand.mine', args: [] };
  }
  const refused = OwnhandError.is(error, 'bad-input');
  if (id === 'ownhand.mine' && refused && !workspace.isTrusted) {
    return { title: l10n.t('Manage Workspace Trust'), command: 'workbench.trust.manage', args: [] };
  }
  if ((id === 'ownhand.train' || id === 'ownhand.resumeTraining') && !training) {
    if (unfinished) return { title: l10n.t('Resume'), command: 'ownhand.train', args: [{ resume: true }] };
    if (refused) return { title: l10n.t('Train Anew'), command: 'ownhand.train', args: [{}] };
  }
  return { title: l10n.t('Show Log'), command: 'ownhand.showLog', args: [] };
}
