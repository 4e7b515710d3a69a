import { commands, type Disposable, l10n, window, workspace } from 'vscode';
import { OwnhandError } from '../core/support/errors.ts';
import { NOTE_COMMANDS } from './notes/noteCommands.ts';
import type { Services } from './services.ts';
import type { Snapshot } from './state.ts';
import { logError, messageOf } from './support/log.ts';

type Handler = (services: Services, given?: unknown) => Promise<unknown>;

/**
 * Registers every command that package.json declares (`npm run check` compares the two). Each is loaded on first use,
 * because the editor waits for everything that is read at start-up.
 */
export function registerCommands(services: Services): Disposable[] {
  const register = (id: string, handler: Handler) =>
    commands.registerCommand(id, (given?: unknown) => guarded(services, id, () => handler(services, given)));
  return [
    register('ownhand.learn', async (...given) => (await import('./learn/learn.ts')).learn(...given)),
    register('ownhand.startWriting', async () => (await import('./learn/startWriting.ts')).startWriting()),
    register('ownhand.stop', async () => services.busy.stop()),
    register('ownhand.seeWhy', async () => services.views.openDetails()),
    register('ownhand.mine', async (...given) => (await import('./library/mine.ts')).mine(...given)),
    register('ownhand.train', async (...given) => (await import('./training/trainCommand.ts')).train(...given)),
    register('ownhand.pauseTraining', async () => services.training.pause()),
    register('ownhand.resumeTraining', async () =>
      (await import('./training/trainCommand.ts')).train(services, { resume: true }),
    ),
    register('ownhand.cancelTraining', async () =>
      (await import('./training/cancelTraining.ts')).cancelTraining(services),
    ),
    register('ownhand.useAdapter', async (...given) => (await import('./library/adapters.ts')).useAdapter(...given)),
    register('ownhand.exportAdapter', async (...given) =>
      (await import('./library/adapters.ts')).exportAdapter(...given),
    ),
    register('ownhand.importAdapter', async () => (await import('./library/adapters.ts')).importAdapter(services)),
    register('ownhand.removeAdapter', async (...given) =>
      (await import('./library/adapters.ts')).removeAdapter(...given),
    ),
    register('ownhand.showRead', async (...given) => (await import('./library/showRead.ts')).showRead(...given)),
    register('ownhand.forget', async (...given) => (await import('./library/forget.ts')).forget(...given)),
    register('ownhand.removeModel', async (...given) =>
      (await import('./library/deleteEverything.ts')).removeModel(...given),
    ),
    register('ownhand.deleteEverything', async () =>
      (await import('./library/deleteEverything.ts')).deleteEverything(services),
    ),
    ...NOTE_COMMANDS.map(({ id, run }) => register(id, run)),
    register('ownhand.addModel', async (...given) => (await import('./library/addModel.ts')).addModel(...given)),
    register('ownhand.toggleCompletions', async () =>
      (await import('./suggestions/toggleCompletions.ts')).toggleCompletions(services),
    ),
    register('ownhand.toggleHere', async (...given) =>
      (await import('./suggestions/toggleHere.ts')).toggleHere(...given),
    ),
    register('ownhand.snooze', async (...given) => (await import('./suggestions/snoozeCommand.ts')).snooze(...given)),
    register('ownhand.escTwice', async (...given) =>
      (await import('./suggestions/snoozeCommand.ts')).escTwice(...given),
    ),
    register('ownhand.resetSuggestions', async () => services.provider.reset()),
    register('ownhand.acceptWord', async () => (await import('./suggestions/acceptWord.ts')).acceptWord()),
    register('ownhand.resetCounts', async () => services.tally.reset()),
    register('ownhand.tabTooMany', async () => services.dismissal.tabTooMany()),
    register('ownhand.showMenu', async () => (await import('./status/showMenu.ts')).showMenu(services)),
    register('ownhand.removeOnUninstall', async (...given) =>
      (await import('./library/removeOnUninstall.ts')).removeOnUninstall(...given),
    ),
    register('ownhand.reportProblem', async () => (await import('./support/reportProblem.ts')).reportProblem(services)),
    register('ownhand.showLog', async () => services.log.show()),
  ];
}

/** One message for any failure, with a way to fix it; none if the user stopped it. */
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
    return { title: l10n.t('Choose Language Model'), command: 'ownhand.addModel', args: [] };
  }
  if (OwnhandError.is(error, 'no-history')) {
    return { title: l10n.t('Learn from My Notes'), command: 'ownhand.mine', args: [] };
  }
  const refused = OwnhandError.is(error, 'bad-input');
  if ((id === 'ownhand.mine' || id === 'ownhand.learn') && refused && !workspace.isTrusted) {
    return { title: l10n.t('Manage Workspace Trust'), command: 'workbench.trust.manage', args: [] };
  }
  if (training && refused && (id === 'ownhand.train' || id === 'ownhand.resumeTraining')) {
    return { title: l10n.t('Pause Learning'), command: 'ownhand.pauseTraining', args: [] };
  }
  if ((id === 'ownhand.train' || id === 'ownhand.resumeTraining') && !training) {
    if (unfinished) return { title: l10n.t('Resume'), command: 'ownhand.train', args: [{ resume: true }] };
    if (refused) return { title: l10n.t('Start Again'), command: 'ownhand.train', args: [{}] };
  }
  return { title: l10n.t('Show Log'), command: 'ownhand.showLog', args: [] };
}
