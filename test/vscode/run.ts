/**
 * `npm run test:vscode`: every test that needs a real VS Code.
 *
 *     node test/vscode/run.ts [--only user|untrusted|places|host] [--keep]
 *
 * `user`, `untrusted` and `places` act on the page as a person would; `host` runs inside the extension host. `--keep` leaves the
 * temporary folder (VS Code's logs, Ownhand's home) for a look.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Browser } from 'playwright-core';
import { essay } from '../unit/history/scratch.ts';
import { startHub } from '../unit/model/fakeHub.ts';
import { runHostSuite } from './hostSuite.ts';
import { findGguf } from './model.ts';
import { writeNotes } from './notes.ts';
import { launchBrowser, Workbench } from './page.ts';
import { HUB_HOST, placesJourney } from './placesJourney.ts';
import { startProxy } from './proxy.ts';
import { startServer } from './server.ts';
import { ROOT, setUp, type Tools } from './setup.ts';
import { sidebarJourney } from './sidebarJourney.ts';
import { describe, runJourney, type TestReport } from './testing.ts';
import { ELSEWHERE_KEY, INSIDE_KEY, untrustedJourney } from './untrusted.ts';
import { TRAIN_KEY, TRAIN_STEPS, userJourney } from './userJourney.ts';

const { values: flags } = parseArgs({ options: { only: { type: 'string' }, keep: { type: 'boolean' } } });

const tools = await setUp();
console.log('Building the extension');
const build = spawnSync(process.execPath, ['esbuild.mjs'], { cwd: ROOT, encoding: 'utf8' });
if (build.status !== 0) {
  console.error(build.stderr);
  process.exit(1);
}

const reports: TestReport[] = [];
const report = (result: TestReport) => {
  reports.push(result);
  console.log(describe(result));
};
const work = await mkdtemp(path.join(tmpdir(), 'ownhand-vscode-'));
/** Where programs of this run keep things for the user; ONNX Runtime's telemetry would be there. */
const cache = path.join(work, 'cache');
await mkdir(cache);
const browser = await launchBrowser(tools.chromium);
try {
  const wanted = (part: string) => flags.only === undefined || flags.only === part;
  if (wanted('user')) await asUser(tools, browser);
  if (wanted('untrusted')) await untrusted(tools, browser);
  if (wanted('places')) await inPlaces(tools, browser);
  if (wanted('host')) await inHost(tools, browser);
  await runJourney([{ name: 'ONNX Runtime has written no telemetry into the cache folder', run: noTelemetry }], report);
} finally {
  await browser.close();
  if (flags.keep) console.log(`Kept: ${work}`);
  else await rm(work, { recursive: true, force: true });
}

const count = (outcome: TestReport['outcome']) => reports.filter((result) => result.outcome === outcome).length;
const skipped = count('skipped');
console.log(`${count('passed')} passed, ${count('failed')} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = count('failed') > 0 || count('passed') === 0 ? 1 : 0;

/** A person's journey through the extension, on the page. */
async function asUser({ server: program }: Tools, browser: Browser): Promise<void> {
  console.log('As a user');
  const folder = path.join(work, 'user/workspace');
  const gguf = await findGguf();
  const { documents } = await writeNotes(folder);
  const server = await startServer({
    server: program,
    folder: path.join(work, 'user'),
    extension: ROOT,
    settings: { 'ownhand.home': path.join(work, 'user/home') },
    // A full run takes minutes on a busy processor; the command's options make it short.
    keys: [{ key: TRAIN_KEY, command: 'ownhand.train', args: { maxSteps: TRAIN_STEPS } }],
    env: { XDG_CACHE_HOME: cache },
  });
  try {
    const workbench = await Workbench.open(browser, server.url, folder);
    const journey = [...userJourney({ workbench, gguf, documents }), ...sidebarJourney(workbench, documents)];
    await runJourney(journey, (result) => reportSeen(result, workbench));
  } finally {
    await server.stop();
  }
}

/** A person who opens a folder that they do not trust. */
async function untrusted({ server: program }: Tools, browser: Browser): Promise<void> {
  console.log('In a workspace that is not trusted');
  const folder = path.join(work, 'untrusted/workspace');
  const elsewhere = path.join(work, 'untrusted/elsewhere');
  const temporary = path.join(work, 'untrusted/temporary');
  await mkdir(temporary, { recursive: true });
  await writeNotes(folder);
  const { documents } = await writeNotes(elsewhere);
  const server = await startServer({
    server: program,
    folder: path.join(work, 'untrusted'),
    extension: ROOT,
    settings: { 'ownhand.home': path.join(work, 'untrusted/home') },
    keys: [
      { key: ELSEWHERE_KEY, command: 'ownhand.mine', args: [elsewhere] },
      { key: INSIDE_KEY, command: 'ownhand.mine', args: [path.join(folder, 'notes')] },
    ],
    env: { XDG_CACHE_HOME: cache, TMPDIR: temporary },
    untrusted: true,
  });
  try {
    const workbench = await Workbench.open(browser, server.url, folder);
    const written = [
      ...['home', 'server', 'extensions', 'temporary'].map((name) => path.join(work, 'untrusted', name)),
      cache,
    ];
    await runJourney(untrustedJourney(workbench, documents, written), (result) => reportSeen(result, workbench));
  } finally {
    await server.stop();
  }
}

/** A person with two folders in one window, who can only get out through a proxy. */
async function inPlaces({ server: program }: Tools, browser: Browser): Promise<void> {
  console.log('In a workspace of two folders, behind a proxy');
  const folders = ['first', 'second'].map((name) => path.join(work, 'places', name));
  const { documents } = await writeNotes(folders[0]);
  await mkdir(folders[1]);
  const others = ['harbour', 'glacier'];
  for (const topic of others) await writeFile(path.join(folders[1], `${topic}.md`), essay(topic));
  const workspace = path.join(work, 'places/both.code-workspace');
  await writeFile(workspace, JSON.stringify({ folders: folders.map((folder) => ({ path: folder })) }));
  const hub = await startHub(path.join(ROOT, 'test/fixtures/tiny-llama-gqa-tied'));
  hub.faults.drop = { file: 'model.safetensors', after: 5000, times: 1 };
  const proxy = await startProxy(HUB_HOST, hub.endpoint);
  const server = await startServer({
    server: program,
    folder: path.join(work, 'places'),
    extension: ROOT,
    settings: { 'ownhand.home': path.join(work, 'places/home'), 'http.proxy': proxy.url },
    env: { XDG_CACHE_HOME: cache, HF_ENDPOINT: `http://${HUB_HOST}` },
  });
  try {
    const workbench = await Workbench.open(browser, server.url, workspace);
    const journey = placesJourney({ workbench, hub, proxy, documents: documents + others.length });
    await runJourney(journey, (result) => reportSeen(result, workbench));
  } finally {
    await server.stop();
    proxy.close();
    hub.close();
  }
}

/** Reports a step, with a picture of the window if it failed. */
async function reportSeen(result: TestReport, workbench: Workbench): Promise<void> {
  report(result);
  if (result.outcome === 'failed') console.log(`      seen: ${await workbench.screenshot('failed')}`);
}

/** What only code inside the extension host can see. */
async function inHost({ server: program }: Tools, browser: Browser): Promise<void> {
  console.log('Inside the extension host');
  const folder = path.join(work, 'host/workspace');
  const results = path.join(work, 'host/results.jsonl');
  await writeNotes(folder);
  const server = await startServer({
    server: program,
    folder: path.join(work, 'host'),
    settings: { 'ownhand.home': path.join(work, 'host/home') },
    env: { OWNHAND_TEST_RESULTS: results, XDG_CACHE_HOME: cache },
    inHostTests: true,
  });
  try {
    const found = await runHostSuite({ browser, serverUrl: server.url, folder, results, seconds: 1_800 });
    found.forEach(report);
  } finally {
    await server.stop();
  }
}

/** Its device id and event database are in a folder with its name (checked by letting it write them). */
async function noTelemetry(): Promise<void> {
  const written = await readdir(cache, { recursive: true });
  assert.deepEqual(
    written.filter((name) => name.includes('onnxruntime')),
    [],
  );
}
