import { type ConfigurationChangeEvent, type ConfigurationScope, type ExtensionContext, workspace } from 'vscode';
import type { Speed } from '../core/tasks/complete/policy/speed.ts';
import type { Length } from '../core/tasks/complete/rule.ts';
import type { InitializeParams } from '../worker/requests/worker.ts';
import { fromHome } from './library/paths.ts';
import { type DeclaredSetting, valueWithoutText } from './support/report.ts';

/** All settings, as the rest of the extension sees them; only this file reads them. */
export interface Settings {
  enabled: boolean;
  /** Base model id; null for the default one. */
  model: string | null;
  device: InitializeParams['device'];
  threads: number | null;
  /** Address of a server on this machine that writes the suggestions; null for Ownhand itself. */
  endpoint: string | null;
  /** Folder for models, adapters and the store; null for the editor's own storage. */
  home: string | null;
  historyFolders: string[];
  /** The model can be picked in the chat view. */
  chat: boolean;
  /** Training starts by itself once the user is idle and there is enough new writing. */
  automaticTraining: boolean;
  completions: {
    languages: string[];
    /** Globs of documents in which nothing is suggested. */
    exclude: string[];
    speed: Speed;
    length: Length;
  };
}

const SECTION = 'ownhand';
/** Settings that a running worker was started with. */
const WORKER_SETTINGS = ['model', 'device', 'threads', 'home', 'endpoint'].map((name) => `${SECTION}.${name}`);

/** The settings of package.json by name, with the types of their values. Defaults are there and nowhere else. */
interface Declared {
  enabled: boolean;
  model: string;
  device: Settings['device'];
  threads: number;
  endpoint: string;
  home: string;
  'chat.enabled': boolean;
  'history.folders': string[];
  'training.automatic': 'off' | 'whenIdle';
  'completions.languages': string[];
  'completions.exclude': string[];
  'completions.speed': Speed;
  'completions.length': Length;
}

export function readSettings(scope?: ConfigurationScope): Settings {
  const settings = workspace.getConfiguration(SECTION, scope);
  // Never undefined: VS Code gives the default of package.json, where every setting has one.
  const get = <Name extends keyof Declared>(name: Name) => settings.get<Declared[Name]>(name)!;
  return {
    enabled: get('enabled'),
    model: get('model').trim() || null,
    device: get('device'),
    threads: get('threads') || null,
    endpoint: get('endpoint').trim() || null,
    home: fromHome(get('home').trim()) || null,
    chat: get('chat.enabled'),
    historyFolders: get('history.folders').map((folder) => fromHome(folder.trim())),
    automaticTraining: get('training.automatic') === 'whenIdle',
    completions: {
      languages: get('completions.languages'),
      exclude: get('completions.exclude'),
      speed: get('completions.speed'),
      length: get('completions.length'),
    },
  };
}

/** Folder for everything that is kept. */
export function homeOf(context: ExtensionContext): string {
  const { home } = readSettings();
  return home ?? context.globalStorageUri.fsPath;
}

/**
 * Every setting by name, without the text the user entered.
 * @param declared the settings of package.json
 */
export function settingsByName(declared: Record<string, DeclaredSetting>): Record<string, string> {
  const settings = workspace.getConfiguration();
  return Object.fromEntries(
    Object.entries(declared).map(([id, setting]) => [
      id.slice(SECTION.length + 1),
      valueWithoutText(settings.get(id), setting),
    ]),
  );
}

export function affectsWorker(event: ConfigurationChangeEvent): boolean {
  return WORKER_SETTINGS.some((name) => event.affectsConfiguration(name));
}

export function affectsOwnhand(event: ConfigurationChangeEvent): boolean {
  return event.affectsConfiguration(SECTION);
}

/** Changes a setting (or, with undefined, removes it) where it has been set, else for the user. */
export async function writeSetting<Name extends keyof Declared>(
  name: Name,
  value: Declared[Name] | undefined,
): Promise<void> {
  const settings = workspace.getConfiguration(SECTION);
  const inWorkspace = settings.inspect(name)?.workspaceValue !== undefined;
  await settings.update(name, value, !inWorkspace);
}
