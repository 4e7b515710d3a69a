import { release } from 'node:os';
import { ExtensionKind, env, extensions, UIKind, version, window, workspace } from 'vscode';
import { Devices } from '../../worker/requests/worker.ts';
import type { Services } from '../services.ts';
import { settingsByName } from '../settings.ts';
import { lastErrors, logError } from './log.ts';
import { type DeclaredSetting, reportText } from './report.ts';

const REMOTES = ['ssh-remote', 'wsl', 'dev-container', 'attached-container', 'tunnel', 'codespaces'];

/** Opens what helps to find a bug as a new document, for the user to read and copy. Nothing is sent. */
export async function reportProblem(services: Services): Promise<string> {
  const { workers, state, log } = services;
  const devices = await workers.request(Devices, undefined).catch((error) => {
    logError(log, 'trying the devices', error);
    return null;
  });
  const content = reportText({
    versions: versions(services),
    settings: settingsByName(manifestOf(services).contributes.configuration.properties),
    state: state.snapshot,
    devices,
    errors: lastErrors(),
  });
  await window.showTextDocument(await workspace.openTextDocument({ language: 'markdown', content }));
  return content;
}

interface Manifest {
  version: string;
  contributes: { configuration: { properties: Record<string, DeclaredSetting> } };
}

function manifestOf({ context }: Services): Manifest {
  return context.extension.packageJSON as Manifest;
}

function versions(services: Services): Record<string, string> {
  const { context } = services;
  const kind = context.extension.extensionKind === ExtensionKind.UI ? 'beside the window' : 'beside the files';
  return {
    Ownhand: manifestOf(services).version,
    editor: `${env.appName} ${version} (${env.uiKind === UIKind.Web ? 'in a browser' : 'desktop'}, ${env.language})`,
    remote: `${remoteKind()}; Ownhand runs ${kind}`,
    system: `${process.platform}-${process.arch} ${release()}`,
    Node: process.versions.node,
    // Another extension that makes suggestions is the commonest reason for seeing none of ours.
    'other completions': extensions.getExtension('github.copilot') ? 'GitHub Copilot is installed' : 'none known',
    workspace: `${workspace.workspaceFolders?.length ?? 0} folders, ${workspace.isTrusted ? 'trusted' : 'not trusted'}`,
  };
}

/** The kind of remote; in a browser VS Code gives the server's own name, which belongs to the user. */
function remoteKind(): string {
  if (env.remoteName === undefined) return 'none';
  return REMOTES.includes(env.remoteName) ? env.remoteName : 'another server';
}
