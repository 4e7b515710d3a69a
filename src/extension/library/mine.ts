import { basename } from 'node:path';
import { commands, l10n, type QuickPickItem, Uri, window, workspace } from 'vscode';
import type { MineResult } from '../../core/history/mining/mine.ts';
import { EXTENSIONS, ITEMS_EXTENSION } from '../../core/readers/extensions.ts';
import { OwnhandError } from '../../core/support/errors.ts';
import { Mine } from '../../worker/requests/library.ts';
import type { Services } from '../services.ts';
import { readSettings } from '../settings.ts';
import { percentOf } from '../status/progress.ts';
import { counted } from '../support/numbers.ts';
import { rememberMined } from './minedPaths.ts';
import { firstOverlap } from './paths.ts';

/** Reads the user's notes. Takes folders and files as an argument, or asks for them. */
export async function mine(services: Services, given?: unknown): Promise<MineResult | undefined> {
  const paths = pathsOf(given) ?? (await pickPaths());
  if (!paths || paths.length === 0) return undefined;
  const result = await readNotes(services, paths);
  void tellResult(services, result);
  return result;
}

/** Reads folders and files, with progress. @throws OwnhandError `bad-input` for a workspace that is not trusted */
export async function readNotes(services: Services, paths: string[]): Promise<MineResult> {
  if (!workspace.isTrusted) await refuseWorkspace(paths);
  const title = l10n.t('Reading your notes');
  const result = await services.busy.run(title, (report, signal) =>
    services.workers.long(Mine, { paths }, { signal }, (progress) => report(title, percentOf(progress))),
  );
  services.log.info(`read: ${JSON.stringify(result)}`);
  await rememberMined(services.context.globalState, paths);
  await services.workers.refresh();
  return result;
}

/** Folders and files that were given to a command; undefined if none were. */
export function pathsOf(given: unknown): string[] | undefined {
  const list = Array.isArray(given) ? given : given === undefined ? [] : [given];
  const paths = list.flatMap((each) => (each instanceof Uri ? [each.fsPath] : typeof each === 'string' ? [each] : []));
  return paths.length > 0 ? paths : undefined;
}

/** The open folders of this machine. */
export function workspacePaths(): string[] {
  const folders = (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  return folders.map(({ uri }) => uri.fsPath);
}

/** Lets the user choose folders in the system's own dialog. */
export function pickFolders(): Promise<string[] | undefined> {
  return openDialog({ canSelectFolders: true, canSelectFiles: false });
}

/** A workspace that is not trusted may contain anybody's text, which must not shape the user's style. */
async function refuseWorkspace(paths: string[]): Promise<void> {
  const shared = await firstOverlap(paths, workspacePaths());
  if (shared === undefined) return;
  throw new OwnhandError(
    'bad-input',
    l10n.t(
      '“{0}” shares files with this workspace, which is not trusted; trust the workspace first, or choose other folders.',
      basename(shared) || shared,
    ),
  );
}

async function pickPaths(): Promise<string[] | undefined> {
  const items: (QuickPickItem & { pick: () => Promise<string[] | undefined> })[] = [];
  const inWorkspace = workspacePaths();
  if (inWorkspace.length > 0 && workspace.isTrusted) {
    const names = workspace.workspaceFolders?.map(({ name }) => name).join(', ');
    items.push({ label: l10n.t('This folder'), description: names, pick: async () => inWorkspace });
  } else if (inWorkspace.length > 0) {
    items.push({
      label: l10n.t('This folder'),
      description: l10n.t('not trusted: see Workspace Trust first'),
      pick: async () => void (await commands.executeCommand('workbench.trust.manage')),
    });
  }
  const configured = readSettings().historyFolders;
  if (configured.length > 0) {
    const description = configured.map((folder) => basename(folder)).join(', ');
    items.push({ label: l10n.t('The folders in my settings'), description, pick: async () => configured });
  }
  items.push(
    { label: l10n.t('Choose folders…'), pick: pickFolders },
    {
      label: l10n.t('Choose files…'),
      pick: () =>
        openDialog({
          filters: {
            [l10n.t('Notes')]: [...EXTENSIONS, ITEMS_EXTENSION],
          },
        }),
    },
  );
  const chosen = await window.showQuickPick(items, {
    title: l10n.t('Learn from My Notes'),
    placeHolder: l10n.t('Where are your own notes? They are read on this computer and never leave it.'),
  });
  return chosen?.pick();
}

async function openDialog(options: Parameters<typeof window.showOpenDialog>[0]): Promise<string[] | undefined> {
  const uris = await window.showOpenDialog({ ...options, canSelectMany: true, openLabel: l10n.t('Learn from These') });
  return uris?.map((uri) => uri.fsPath);
}

async function tellResult({ state }: Services, { items, added, updated, removed }: MineResult): Promise<void> {
  if (items === 0) {
    await window.showWarningMessage(l10n.t('There are no notes there: choose Markdown or text files.'));
    return;
  }
  const changes = [
    added > 0 && l10n.t('{0} new', added),
    updated > 0 && l10n.t('{0} changed', updated),
    removed > 0 && l10n.t('{0} gone', removed),
  ].filter((change) => change !== false);
  const found = changes.join(', ') || l10n.t('no change');
  const message = l10n.t('Ownhand knows {0} of yours ({1}).', counted(items, l10n.t('note'), l10n.t('notes')), found);
  const learn = l10n.t('Learn My Style');
  const write = l10n.t('Start Writing');
  // Learning is the next step only if there is something new to learn.
  const next = changes.length > 0 || state.snapshot.adapters.length === 0 ? learn : write;
  const chosen = await window.showInformationMessage(message, next);
  if (chosen === learn) await commands.executeCommand('ownhand.train');
  if (chosen === write) await commands.executeCommand('ownhand.startWriting');
}
