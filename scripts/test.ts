/**
 * Everything that must hold, one part after the other: build, checks, packages, unit tests (with the real base model
 * and a software GPU if available), the tests in VS Code, and those against other implementations.
 * npm test
 * The last line is `N passed, N failed`, with `, N skipped` if anything was; the exit status says the same.
 */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { table, time } from '../src/cli/output.ts';
import { findGguf } from '../test/vscode/model.ts';
import { ROOT, setUpChromium } from '../test/vscode/setup.ts';

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/** How a program ended: its exit status, and what it wrote to standard output. */
interface Ended {
  status: number;
  output: string;
}

/** No part comes near this; one that does hangs. */
const LIMIT_MS = 20 * 60_000;

const env: NodeJS.ProcessEnv = { ...process.env };
const bin = path.join(ROOT, 'node_modules/.bin');
env.PATH = [bin, process.env.PATH].join(path.delimiter);
// Asked for by this run's caller; programs that are run from here should say why they fail.
delete env.npm_config_loglevel;
const work = fs.mkdtempSync(path.join(os.tmpdir(), 'ownhand-npm-test-'));

/** Runs a command and shows what it writes. */
function run(
  command: string,
  args: string[],
  options: { shell?: boolean; env?: NodeJS.ProcessEnv } = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const stdio: ['ignore', 'pipe', 'inherit'] = ['ignore', 'pipe', 'inherit'];
    const child = spawn(command, args, { cwd: ROOT, env, stdio, timeout: LIMIT_MS, ...options });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      process.stdout.write(text);
    });
    child.on('error', reject);
    child.on('close', (status) => resolve({ status: status ?? 1, output }));
  });
}

const node = (...args: string[]) => run(process.execPath, args);

/** A program that succeeds or fails as a whole counts as one. */
function asOne({ status }: Ended): Counts {
  return { passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1, skipped: 0 };
}

/** What was counted; a program that fails without counting a failure, or counts nothing, failed itself. */
function checked(counts: Counts, status: number): Counts {
  const nothing = counts.passed + counts.failed + counts.skipped === 0;
  const unexplained = (status !== 0 && counts.failed === 0) || (status === 0 && nothing);
  return unexplained ? { ...counts, failed: counts.failed + 1 } : counts;
}

async function unitTests(): Promise<Counts> {
  const report = path.join(work, 'unit.json');
  const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--reporter=default', '--reporter=json'];
  const options = { env: { ...env, ...(await gpuEnvironment()) } };
  const { status } = await run(process.execPath, [...vitest, `--outputFile.json=${report}`], options);
  if (!fs.existsSync(report)) return checked({ passed: 0, failed: 0, skipped: 0 }, status);
  const json = JSON.parse(fs.readFileSync(report, 'utf8')) as Record<string, number>;
  const skipped = json.numPendingTests + json.numTodoTests;
  return checked({ passed: json.numPassedTests, failed: json.numFailedTests, skipped }, status);
}

async function vscodeTests(): Promise<Counts> {
  const { status, output } = await node('test/vscode/run.ts');
  const line = output.match(/^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/gm)?.at(-1) ?? '';
  const [passed, failed, skipped = 0] = (line.match(/\d+/g) ?? [0, 0]).map(Number);
  return checked({ passed, failed, skipped }, status);
}

async function peerTests(): Promise<Counts> {
  const { status, output } = await node('test/peers/run.ts');
  const count = (start: RegExp) => output.match(start)?.length ?? 0;
  return checked({ passed: count(/^ok /gm), failed: count(/^FAIL /gm), skipped: count(/^skipped: /gm) }, status);
}

/** The real base model, for the tests that read it; without it those are skipped. */
async function prepareModel(): Promise<void> {
  try {
    const gguf = await findGguf();
    env.OWNHAND_TEST_GGUF = gguf;
    env.OWNHAND_BENCH_GGUF ??= gguf;
  } catch (error) {
    console.log(`Unit tests with the real base model will be skipped: ${messageOf(error)}`);
  }
}

/**
 * Settings that make Chromium's software GPU (SwiftShader, with a Vulkan loader next to it) the machine's GPU, so that
 * the WebGPU path is tested without one; none if it is unavailable.
 */
async function gpuEnvironment(): Promise<NodeJS.ProcessEnv> {
  if (process.platform !== 'linux' || env.VK_DRIVER_FILES) return {};
  try {
    const chromium = fs.realpathSync(await setUpChromium());
    const folders = [path.dirname(chromium), '/usr/lib/chromium', '/opt/google/chrome'];
    const folder = folders.find((each) => fs.existsSync(path.join(each, 'vk_swiftshader_icd.json')));
    if (folder === undefined) throw new Error('this Chromium comes without SwiftShader');
    return {
      VK_DRIVER_FILES: path.join(folder, 'vk_swiftshader_icd.json'),
      LD_LIBRARY_PATH: [folder, env.LD_LIBRARY_PATH].filter(Boolean).join(path.delimiter),
      XDG_RUNTIME_DIR: env.XDG_RUNTIME_DIR ?? work,
    };
  } catch (error) {
    console.log(`The test of the GPU path will be skipped: ${messageOf(error)}`);
    return {};
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

const PARTS: [name: string, run: () => Promise<Counts>][] = [
  ['build', async () => asOne(await node('esbuild.mjs'))],
  ['check', async () => asOne(await run('npm run check', [], { shell: true }))],
  ['packages', async () => asOne(await node('scripts/package.ts', '--all'))],
  ['unit tests', unitTests],
  ['tests in VS Code', vscodeTests],
  ['tests against peers', peerTests],
];

const rows: (string | number)[][] = [['', 'passed', 'failed', 'skipped', 'time']];
const all: Counts = { passed: 0, failed: 0, skipped: 0 };
try {
  await prepareModel();
  for (const [name, part] of PARTS) {
    console.log(`\n==== ${name} ====`);
    const started = performance.now();
    const { passed, failed, skipped } = await part();
    rows.push([name, passed, failed, skipped, time((performance.now() - started) / 1000)]);
    all.passed += passed;
    all.failed += failed;
    all.skipped += skipped;
  }
} finally {
  fs.rmSync(work, { recursive: true, force: true });
}
console.log(`\n${table(rows)}\n`);
console.log(`${all.passed} passed, ${all.failed} failed${all.skipped > 0 ? `, ${all.skipped} skipped` : ''}`);
process.exitCode = all.failed > 0 ? 1 : 0;
