/**
 * Makes the extension for this machine's platform, or for all: one VSIX each in `dist/`, with the bundles, the parts of
 * ONNX Runtime that the platform loads, and lists of its contents. Each is made twice from the sources, and both must
 * be identical byte for byte.
 * npm run package [-- --all]
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { createVSIX } from '@vscode/vsce';
import { sha256OfFile } from '../src/core/files/hash.ts';
import { loadProblem, PLATFORMS } from '../src/core/graph/runtime.ts';
import { Stage } from './packaging/stage.ts';
import { problemsOf } from './packaging/vsix.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
const HERE = `${process.platform}-${process.arch}`;
const { version } = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as { version: string };
const { values: flags } = parseArgs({ options: { all: { type: 'boolean' } } });

// The time that vsce gives to all entries, then in a fixed order; a zip stores local time.
process.env.SOURCE_DATE_EPOCH ??= '946684800';
process.env.TZ = 'UTC';

/** Builds from the sources into a new folder. */
function build(folder: string): Stage {
  const out = path.join(folder, 'dist');
  const args = ['esbuild.mjs', '--production', '--out', out];
  const { status } = spawnSync(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) throw new Error('The build failed.');
  return new Stage(ROOT, folder);
}

/** Makes a platform's VSIX from what is staged. @returns its SHA-256 */
async function pack(stage: Stage, platform: string, file: string): Promise<string> {
  const components = stage.take(platform);
  await createVSIX({
    cwd: stage.folder,
    target: platform,
    packagePath: file,
    dependencies: false,
    // Links stay relative: their targets are in the repository or in the package itself.
    rewriteRelativeLinks: false,
    allowMissingRepository: true,
  });
  const problems = await problemsOf(file, platform, components);
  if (problems.length > 0) throw new Error(`${path.basename(file)}: ${problems.join(' ')}`);
  return sha256OfFile(file);
}

/** What is staged for this platform must run by itself. */
function tryOut(stage: Stage): void {
  const args = [path.join(stage.folder, 'dist/cli.js'), '--home', path.join(stage.folder, 'home'), 'doctor'];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0 || !stdout.includes('cpu: works')) throw new Error(`The packaged command does not run: ${stderr}`);
}

async function main(work: string): Promise<void> {
  if (!flags.all && !PLATFORMS.includes(HERE)) throw new Error(loadProblem(HERE));
  const first = build(path.join(work, 'first'));
  const second = build(path.join(work, 'second'));
  // A fresh clone has none.
  fs.mkdirSync(path.join(ROOT, 'dist'), { recursive: true });
  for (const platform of flags.all ? PLATFORMS : [HERE]) {
    const file = path.join(ROOT, 'dist', `ownhand-${platform}-${version}.vsix`);
    const sha256 = await pack(first, platform, file);
    if (platform === HERE) tryOut(first);
    if ((await pack(second, platform, path.join(work, 'again.vsix'))) !== sha256) {
      throw new Error(`${path.basename(file)} came out differently the second time.`);
    }
    console.log(`${path.relative(ROOT, file)}: ${(fs.statSync(file).size / 1e6).toFixed(1)} MB, SHA-256 ${sha256}`);
  }
}

const work = fs.mkdtempSync(path.join(os.tmpdir(), 'ownhand-package-'));
try {
  await main(work);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  fs.rmSync(work, { recursive: true, force: true });
}
