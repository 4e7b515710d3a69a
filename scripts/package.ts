/**
 * Makes the extension for this machine's platform: a VSIX in `dist/`, which holds the bundles and, of ONNX Runtime,
 * only what this platform loads.
 *
 *     npm run package
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { createVSIX } from '@vscode/vsce';

const ROOT = path.resolve(import.meta.dirname, '..');
/** Modules that stay outside the bundle; the worker and the command find them beside themselves. */
const MODULES = path.join(ROOT, 'dist/node_modules');
const PLATFORM = `${process.platform}-${process.arch}`;

/** Copies parts of an installed package: code without its types and source maps, and native libraries. */
function copyPackage(name: string, parts: string[]): void {
  for (const part of ['package.json', ...parts]) {
    fs.cpSync(path.join(ROOT, 'node_modules', name, part), path.join(MODULES, name, part), {
      recursive: true,
      filter: (file) => !/\.(?:d\.ts|map)$/.test(file),
    });
  }
}

const native = `bin/napi-v6/${process.platform}/${process.arch}`;
if (!fs.existsSync(path.join(ROOT, 'node_modules/onnxruntime-node', native))) {
  console.error(`ONNX Runtime has no library for ${PLATFORM}, so there is no Ownhand for it.`);
  process.exit(1);
}
const build = spawnSync(process.execPath, ['esbuild.mjs', '--production'], { cwd: ROOT, stdio: 'inherit' });
if (build.status !== 0) process.exit(1);

const { version } = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as { version: string };
const file = path.join(ROOT, 'dist', `ownhand-${PLATFORM}-${version}.vsix`);
try {
  copyPackage('onnxruntime-node', ['dist', native]);
  copyPackage('onnxruntime-common', ['dist/cjs']);
  await createVSIX({
    cwd: ROOT,
    target: PLATFORM,
    packagePath: file,
    dependencies: false,
    // Links stay relative: what they lead to lies in the repository or in the package itself.
    rewriteRelativeLinks: false,
    allowMissingRepository: true,
  });
} finally {
  // Left there, these would be loaded by later builds in place of what is installed.
  fs.rmSync(MODULES, { recursive: true, force: true });
}
console.log(`${path.relative(ROOT, file)}: ${(fs.statSync(file).size / 1e6).toFixed(1)} MB`);
