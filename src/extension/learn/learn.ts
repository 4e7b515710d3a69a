import { basename } from 'node:path';
import { l10n, window, workspace } from 'vscode';
import type { MineResult } from '../../core/history/mining/mine.ts';
import { isBuiltInModel } from '../../core/model/sources/builtInId.ts';
import { OwnhandError } from '../../core/support/errors.ts';
import type { TrainOptions } from '../../core/train/settings.ts';
import { AddModel } from '../../worker/requests/library.ts';
import { pathsOf, pickFolders, readNotes, workspacePaths } from '../library/mine.ts';
import type { Services } from '../services.ts';
import { readSettings } from '../settings.ts';
import { percentOf } from '../status/progress.ts';
import { logError } from '../support/log.ts';
import { tellVerdict } from '../training/verdict.ts';

/**
 * The one button: reads the folder and then, while the user writes, gets the default model and learns the style. What
 * needs no learning, the user's own phrases, serves at once.
 * @param given folders or files, if a test runs it; else the open folder, or one that the user chooses
 * @returns what was read; the rest continues in the background
 */
export async function learn(services: Services, given?: unknown): Promise<MineResult | undefined> {
  const paths = pathsOf(given) ?? (await foldersToLearnFrom());
  if (!paths || paths.length === 0) return undefined;
  const result = await readNotes(services, paths);
  if (result.items === 0) {
    const another = l10n.t('Choose Another Folder');
    void window
      .showWarningMessage(
        l10n.t('There are no notes in “{0}”: choose a folder with Markdown or text files.', foldersLabel(paths)),
        another,
      )
      .then(async (chosen) => chosen === another && learn(services, await pickFolders()));
    return result;
  }
  void learnStyle(services).catch((error) => logError(services.log, 'learning the style', error));
  return result;
}

/** The folder that is open, if it is trusted; else one that the user chooses. */
async function foldersToLearnFrom(): Promise<string[] | undefined> {
  const open = workspacePaths();
  if (open.length === 0) return pickFolders();
  if (workspace.isTrusted) return open;
  throw new OwnhandError(
    'bad-input',
    l10n.t('This folder is not trusted, so Ownhand does not take its notes for yours; trust it first.'),
  );
}

/** In the background: the better model, if it is available, and then the style. */
async function learnStyle(services: Services): Promise<void> {
  const { state, training } = services;
  state.update({ styleNext: true });
  try {
    await betterModel(services);
  } finally {
    state.update({ styleNext: false });
  }
  if (training.isRunning) return;
  const { adapters, status, unfinished, overview } = state.snapshot;
  const known = adapters.find(({ items, baseSha256 }) => items > 0 && baseSha256 === status?.model?.sha256);
  // Nothing is new since the style was learned.
  if (known && overview?.unlearnt === 0) return;
  const options: TrainOptions = unfinished ? training.resuming() : known ? { update: true, name: known.name } : {};
  await training.runAside(options, false);
  tellVerdict(services);
}

/**
 * Gets the default model to replace the small one, unless the user has chosen another. If it is not available the small
 * one stays, and the side bar says so.
 */
export async function betterModel({ busy, workers, state, log }: Services): Promise<void> {
  const { status } = state.snapshot;
  if (readSettings().model !== null || (status?.model && !isBuiltInModel(status.model.id))) return;
  try {
    const model = await busy.run(l10n.t('Getting the language model'), (report, signal) =>
      workers.long(AddModel, { source: 'default' }, { signal }, (progress) =>
        report(l10n.t('Getting the language model'), percentOf(progress)),
      ),
    );
    state.update({ smallOnly: isBuiltInModel(model.id) });
  } catch (error) {
    logError(log, 'getting the default model', error);
    state.update({ smallOnly: true });
  }
  await workers.refresh();
}

function foldersLabel(paths: string[]): string {
  return paths.map((each) => basename(each) || each).join(', ');
}
