/** Runs `suite/index.ts` in the real extension host: bundled, and given to VS Code as its test runner. */
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as esbuild from 'esbuild';
import type { Browser } from 'playwright-core';
import { folderUrl, LOAD_MS } from './page.ts';
import { ROOT, TEST_FOLDER } from './setup.ts';
import type { TestReport } from './testing.ts';

/** Bundles the suite as the CommonJS module that VS Code loads; returns its file. */
export async function bundleSuite(): Promise<string> {
  const folder = path.join(TEST_FOLDER, 'suite');
  await mkdir(folder, { recursive: true });
  // The repository's own package.json says "module", which would make VS Code load this file as one.
  await writeFile(path.join(folder, 'package.json'), '{ "type": "commonjs" }\n');
  const outfile = path.join(folder, 'index.js');
  await esbuild.build({
    entryPoints: [path.join(import.meta.dirname, 'suite/index.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node22.13',
    format: 'cjs',
    external: ['vscode'],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  return outfile;
}

export interface HostSuiteOptions {
  browser: Browser;
  serverUrl: string;
  /** The folder that VS Code opens. */
  folder: string;
  /** Where the suite writes its results; the server's OWNHAND_TEST_RESULTS. */
  results: string;
  seconds: number;
}

/** Opens the window that runs the suite, and returns the results once VS Code says that it ended. */
export async function runHostSuite(options: HostSuiteOptions): Promise<TestReport[]> {
  const suite = await bundleSuite();
  const page = await options.browser.newPage();
  const ended = new Promise<number>((resolve) => {
    void page.exposeFunction('codeAutomationExit', (code: number) => resolve(code));
  });
  await page.exposeFunction('codeAutomationLog', () => undefined);
  const remote = (file: string) => `vscode-remote://${new URL(options.serverUrl).host}${file}`;
  await page.goto(
    folderUrl(options.serverUrl, options.folder, [
      ['extensionDevelopmentPath', remote(ROOT)],
      ['extensionTestsPath', remote(suite)],
    ]),
    { timeout: LOAD_MS },
  );
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), options.seconds * 1000);
  });
  const code = await Promise.race([ended, late]);
  clearTimeout(timer);
  await page.close();

  const lines = existsSync(options.results) ? (await readFile(options.results, 'utf8')).trim().split('\n') : [];
  const reports = lines.filter(Boolean).map((line) => JSON.parse(line) as TestReport);
  const failures = reports.filter((report) => report.outcome === 'failed').length;
  if (code === undefined || reports.length === 0 || (code !== 0 && failures === 0)) {
    const why = code === undefined ? `did not end within ${options.seconds} s` : `ended with exit code ${code}`;
    reports.push({ name: 'the suite runs to its end', outcome: 'failed', ms: 0, error: `The suite ${why}.` });
  }
  return reports;
}
