/** The real editor for benchmarks: VS Code's server and workbench, with the extension as it was last built. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { folderUrl, launchBrowser, Workbench } from '../../vscode/page.ts';
import { type Server, startServer } from '../../vscode/server.ts';
import { ROOT, setUp } from '../../vscode/setup.ts';

export interface EditorOptions {
  /** The models folder to write with; the benchmark's own home gets links to its models. */
  models: string;
  threads: number;
  /** Writes the files to be opened, and what the home needs besides the models. */
  prepare(folder: string, home: string): Promise<void>;
  settings?: Record<string, unknown>;
}

export interface Editor {
  workbench: Workbench;
  server: Server;
  home: string;
  /** What the extension has logged, from `debug` on, oldest first. */
  logged(): string[];
  /** Opens the folder again, in a new extension host. */
  reload(): Promise<void>;
}

/** Runs `work` with an editor, and deletes everything afterwards. */
export async function withEditor<T>(options: EditorOptions, work: (editor: Editor) => Promise<T>): Promise<T> {
  const { server: program, chromium } = await setUp((line) => console.error(line));
  const built = spawnSync(process.execPath, ['esbuild.mjs', '--production'], { cwd: ROOT, encoding: 'utf8' });
  if (built.status !== 0) throw new Error(built.stderr);
  const place = fs.mkdtempSync(path.join(os.tmpdir(), 'ownhand-bench-'));
  const [folder, home] = ['writing', 'home'].map((name) => path.join(place, name));
  for (const each of [folder, home]) fs.mkdirSync(each);
  fs.symlinkSync(path.resolve(options.models), path.join(home, 'models'), 'junction');
  const browser = await launchBrowser(chromium);
  try {
    await options.prepare(folder, home);
    const server = await startServer({
      server: program,
      folder: path.join(place, 'editor'),
      extension: ROOT,
      settings: { 'ownhand.home': home, 'ownhand.threads': options.threads, ...options.settings },
    });
    try {
      const payload: [string, string][] = [['logLevel', 'debug']];
      const workbench = await Workbench.open(browser, server.url, folder, payload);
      const logs = path.join(place, 'editor/server/data/logs');
      const logged = () =>
        fs
          .globSync('**/Ownhand.log', { cwd: logs })
          .sort()
          .flatMap((name) => fs.readFileSync(path.join(logs, name), 'utf8').split('\n'));
      const reload = async () => {
        await workbench.page.goto(folderUrl(server.url, folder, payload));
        await workbench.page.locator('.explorer-folders-view .monaco-list-row').first().waitFor({ timeout: 90_000 });
      };
      return await work({ workbench, server, home, logged, reload });
    } finally {
      await server.stop();
    }
  } finally {
    await browser.close();
    fs.rmSync(place, { recursive: true, force: true });
  }
}
