/** Starts VS Code's server on a free port of this machine, with folders of its own, and ends it cleanly. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';

export interface ServerOptions {
  /** VS Code's `server-main.js`. */
  server: string;
  /** Contains the server's data, its extensions and its log. */
  folder: string;
  /** An extension's folder to install, as a link; absent if it is loaded as one in development. */
  extension?: string;
  /** Settings of the machine, as in VS Code's `settings.json`. */
  settings?: Record<string, unknown>;
  /** The user's own keys, as in VS Code's `keybindings.json`. */
  keys?: { key: string; command: string; args?: unknown }[];
  env?: Record<string, string>;
  /** Opens folders in Restricted Mode, as if the user had not trusted them. */
  untrusted?: boolean;
  /** Lets an address name an extension in development and its tests; such a window hides notifications. */
  inHostTests?: boolean;
  port?: number;
}

export interface Server {
  url: string;
  port: number;
  /** Process id, whose children are the extension hosts. */
  pid: number;
  /** The server's output. */
  log: string;
  stop(): Promise<void>;
}

/** Only the files under test: no welcome, no update, no marketplace, no chat. */
const QUIET: Record<string, unknown> = {
  'workbench.startupEditor': 'none',
  'workbench.enableExperiments': false,
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'files.autoSave': 'off',
  'git.enabled': false,
  'git.openRepositoryInParentFolders': 'never',
  'json.schemaDownload.enable': false,
  'npm.fetchOnlinePackageInfo': false,
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'window.commandCenter': false,
};

/** Restricted Mode, without a question at the start. */
const UNTRUSTED: Record<string, unknown> = {
  'security.workspace.trust.enabled': true,
  'security.workspace.trust.startupPrompt': 'never',
  'security.workspace.trust.banner': 'never',
};

/** Resolves once the server answers; throws with its output if it does not within a minute. */
export async function startServer(options: ServerOptions): Promise<Server> {
  const data = path.join(options.folder, 'server');
  const extensions = path.join(options.folder, 'extensions');
  const settings = `${JSON.stringify({ ...QUIET, ...(options.untrusted && UNTRUSTED), ...options.settings }, null, 2)}\n`;
  // Some settings count only among the user's, some only among the machine's.
  for (const scope of ['User', 'Machine']) {
    await mkdir(path.join(data, 'data', scope), { recursive: true });
    await writeFile(path.join(data, 'data', scope, 'settings.json'), settings);
  }
  await writeFile(path.join(data, 'data/User/keybindings.json'), JSON.stringify(options.keys ?? []));
  await mkdir(extensions, { recursive: true });
  if (options.extension !== undefined) {
    // A link, so that what is tested is what was just built.
    await symlink(options.extension, path.join(extensions, 'ownhand.ownhand-0.1.0'), 'junction').catch(
      (error: NodeJS.ErrnoException) => {
        if (error.code !== 'EEXIST') throw error;
      },
    );
  }

  const log = path.join(options.folder, 'server.log');
  const child = spawn(
    process.execPath,
    [
      options.server,
      ...['--host', '127.0.0.1', '--port', String(options.port ?? 0), '--without-connection-token'],
      ...['--accept-server-license-terms', '--telemetry-level', 'off'],
      ...(options.untrusted ? [] : ['--disable-workspace-trust']),
      ...(options.inHostTests ? ['--enable-smoke-test-driver'] : []),
      ...['--server-data-dir', data, '--extensions-dir', extensions],
    ],
    // Its own process group, so that the extension host and its workers end with it.
    {
      env: { ...environment(), ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
    },
  );
  const port = await listeningPort(child, log);
  const url = `http://127.0.0.1:${port}`;
  return { url, port, pid: child.pid as number, log, stop: () => stop(child) };
}

/** The environment without what a surrounding VS Code or npm would leak into the server. */
function environment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(VSCODE_|ELECTRON_|npm_|NODE_OPTIONS$)/i.test(name)),
  );
}

function listeningPort(child: ChildProcess, log: string): Promise<number> {
  return new Promise((resolve, reject) => {
    let output = '';
    const file = createWriteStream(log);
    const fail = (why: string) => {
      clearTimeout(timer);
      void stop(child);
      reject(new Error(`VS Code's server ${why}:\n${output.slice(-4000)}`));
    };
    const timer = setTimeout(() => fail('did not start within a minute'), 60_000);
    const read = (chunk: Buffer) => {
      file.write(chunk);
      output += chunk;
      const match = /Extension host agent listening on (\d+)/.exec(output);
      if (match?.[1] === undefined) return;
      clearTimeout(timer);
      output = '';
      resolve(Number(match[1]));
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.on('error', (error) => fail(`could not be started (${error.message})`));
    child.on('exit', (code) => fail(`ended at once (exit ${code})`));
  });
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  signal(child, 'SIGTERM');
  const timer = setTimeout(() => signal(child, 'SIGKILL'), 8_000);
  await ended;
  clearTimeout(timer);
  // What the server left behind in its group, if anything.
  signal(child, 'SIGKILL');
}

function signal(child: ChildProcess, name: NodeJS.Signals): void {
  try {
    if (process.platform === 'win32') child.kill(name);
    else process.kill(-(child.pid as number), name);
  } catch {
    // Already gone.
  }
}
