/**
 * Puts a real VS Code (the server and workbench in the npm package `code-server`) into
 * `.vscode-test/` and finds a Chromium to show it in. Safe to run any number of times:
 * what is already there is kept. `node test/vscode/setup.ts` does it by hand.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** code-server 4.139.1 is VS Code 1.139. It needs Node 24, which the project brings along. */
const VERSION = '4.139.1';

export const ROOT = path.resolve(import.meta.dirname, '../..');
export const TEST_FOLDER = path.join(ROOT, '.vscode-test');

export interface Tools {
  /** VS Code's `server-main.js`. */
  server: string;
  /** Chromium's program. */
  chromium: string;
}

/** Makes both ready, reporting what it does; throws a plain sentence if it cannot. */
export async function setUp(say: (line: string) => void = console.log): Promise<Tools> {
  return { server: await setUpServer(say), chromium: await setUpChromium(say) };
}

/** VS Code alone, for a browser that the user has; returns its `server-main.js`. */
export async function setUpServer(say: (line: string) => void = console.log): Promise<string> {
  const major = Number(process.versions.node.split('.')[0]);
  if (major !== 24) {
    throw new Error(
      `VS Code's server runs on Node 24 and this is Node ${process.versions.node}: start it with npm run, after npm ci.`,
    );
  }
  const folder = path.join(TEST_FOLDER, `code-server-${VERSION}`);
  const server = path.join(folder, 'package/lib/vscode/out/server-main.js');
  // Written last, so that an interrupted set-up is never mistaken for a complete one.
  const marker = path.join(folder, 'complete.json');
  if (existsSync(marker)) return server;

  const started = Date.now();
  await mkdir(TEST_FOLDER, { recursive: true });
  await removeAbandoned();
  const draft = path.join(TEST_FOLDER, `draft-${process.pid}`);
  try {
    await mkdir(draft);
    say(`VS Code: fetching code-server ${VERSION} with npm`);
    await npm(['pack', `code-server@${VERSION}`, '--ignore-scripts'], draft);
    const archive = (await readdir(draft)).find((name) => name.endsWith('.tgz'));
    if (archive === undefined) throw new Error('npm pack wrote no archive.');
    await run('tar', ['-xzf', archive], draft);
    await rm(path.join(draft, archive));

    // Its own install script refuses some Node versions and downloads more, so its parts are put together one by one.
    const vscode = path.join(draft, 'package/lib/vscode');
    const quiet = ['--no-audit', '--no-fund', '--no-save', '--loglevel=error'];
    say('VS Code: installing what its server needs');
    await npm(['install', '--omit=dev', '--ignore-scripts', ...quiet], vscode);
    await npm(['install', '--omit=dev', '--ignore-scripts', ...quiet], path.join(vscode, 'extensions'));
    say('VS Code: compiling its two native parts');
    await npm(['rebuild', '@vscode/spdlog', '@vscode/native-watchdog', '--loglevel=error'], vscode);

    await writeFile(path.join(draft, 'complete.json'), JSON.stringify({ version: VERSION, node: process.version }));
    // If another run was faster, its folder is as good as ours and may be in use.
    if (!existsSync(marker)) {
      await rm(folder, { recursive: true, force: true });
      await rename(draft, folder);
    }
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  say(`VS Code: ready after ${((Date.now() - started) / 1000).toFixed(0)} s`);
  return server;
}

/** Removes what a set-up left that was killed before it could clean up. */
async function removeAbandoned(): Promise<void> {
  for (const name of await readdir(TEST_FOLDER)) {
    const pid = /^draft-(\d+)$/.exec(name)?.[1];
    if (pid === undefined) continue;
    try {
      process.kill(Number(pid), 0);
    } catch {
      await rm(path.join(TEST_FOLDER, name), { recursive: true, force: true });
    }
  }
}

/** A Chromium, installed if that is allowed; returns its program. */
export async function setUpChromium(say: (line: string) => void = console.log): Promise<string> {
  const found = findChromium();
  if (found !== undefined) return found;
  const command = 'apt-get install -y --no-install-recommends chromium fonts-dejavu-core';
  if (process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    say(`Chromium: not found, so running ${command}`);
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    await run('apt-get', ['update', '-q'], ROOT, env);
    await run('apt-get', command.split(' ').slice(1), ROOT, env);
    const installed = findChromium();
    if (installed !== undefined) return installed;
  }
  throw new Error(
    `Chromium was not found. Install it (on Debian and Ubuntu: sudo ${command}), or put the path of a Chromium or Chrome into CHROMIUM_PATH.`,
  );
}

function findChromium(): string | undefined {
  const asked = process.env.CHROMIUM_PATH;
  if (asked) {
    if (existsSync(asked)) return asked;
    throw new Error(`CHROMIUM_PATH names ${asked}, and there is no such file.`);
  }
  return [
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  ].find((file) => existsSync(file));
}

function npm(args: string[], folder: string): Promise<void> {
  // npm gives its scripts the settings of the outer project, which are not those of the current folder.
  const foreign = /^npm_(package_|lifecycle_|command$|config_(local_)?prefix$)/i;
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
  env.PATH = [path.dirname(process.execPath), path.join(ROOT, 'node_modules/.bin'), process.env.PATH].join(
    path.delimiter,
  );
  // The node package brings its own headers: no download, and never those of another Node.
  const prefix = path.dirname(path.dirname(process.execPath));
  if (existsSync(path.join(prefix, 'include/node/node.h'))) env.npm_config_nodedir = prefix;
  const cli = process.env.npm_execpath;
  if (cli?.endsWith('npm-cli.js')) return run(process.execPath, [cli, ...args], folder, env);
  return run('npm', args, folder, env);
}

/** Runs a program quietly; if it fails, its last lines are the error. */
function run(program: string, args: string[], cwd: string, env: NodeJS.ProcessEnv = process.env): Promise<void> {
  return new Promise((resolve, reject) => {
    let tail = '';
    const child = spawn(program, args, {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32' && program === 'npm',
    });
    const keep = (chunk: Buffer) => {
      tail = (tail + chunk).slice(-4000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${program} ${args.join(' ')} failed (exit ${code}):\n${tail}`));
    });
  });
}

if (import.meta.main) {
  const tools = await setUp();
  console.log(`VS Code server: ${tools.server}\nChromium: ${tools.chromium}`);
}
