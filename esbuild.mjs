/**
 * Bundles what runs: the extension (CommonJS, as VS Code loads it), the worker and the command (ES modules for
 * Node, with onnxruntime-node kept outside), and the sidebar's page.
 *
 *     node esbuild.mjs [--production] [--watch]
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import * as esbuild from 'esbuild';

const { values: flags } = parseArgs({ options: { production: { type: 'boolean' }, watch: { type: 'boolean' } } });

/** @type {esbuild.BuildOptions} */
const shared = {
  bundle: true,
  minify: flags.production ?? false,
  // Names stay readable in the stack traces that users send.
  keepNames: true,
  sourcemap: flags.production ? false : 'linked',
  legalComments: 'none',
  logLevel: 'info',
  loader: { '.ttf': 'file', '.svg': 'text' },
};

/**
 * Packages that take no part in the computation are left out, and the native library is loaded by a plain
 * `require`: a static import of it would run before the line that switches its telemetry off.
 * @type {esbuild.Plugin}
 */
const lean = {
  name: 'lean',
  setup(build) {
    build.onResolve({ filter: /^onnxruntime-node$/ }, () => ({ path: 'onnxruntime-node', namespace: 'native' }));
    build.onLoad({ filter: /.*/, namespace: 'native' }, () => ({
      contents: `module.exports = requireNative('onnxruntime-node');`,
      loader: 'js',
    }));
    build.onResolve({ filter: /^sharp$/ }, () => ({ path: 'sharp', namespace: 'left-out' }));
    build.onResolve({ filter: /^onnxruntime-web/ }, () => ({ path: 'onnxruntime-web', namespace: 'left-out' }));
    // Not an empty object: transformers refuses to load where it sees no image library at all.
    build.onLoad({ filter: /.*/, namespace: 'left-out' }, () => ({ contents: 'export default () => undefined;' }));
    // Its Node build carries a whole copy of onnxruntime-web, which Node never runs.
    build.onLoad({ filter: /transformers\.node\.mjs$/ }, async ({ path }) => ({
      contents: withoutWebRuntime(await readFile(path, 'utf8')),
      loader: 'js',
    }));
  },
};

/** @param {string} source text of transformers.node.mjs */
function withoutWebRuntime(source) {
  const start = source.search(/^\/\/ .*node_modules\/onnxruntime-web\/.*$/m);
  const end = source.indexOf('\n// src/', start);
  if (start < 0 || end < 0) throw new Error('transformers.node.mjs no longer has the parts this build cuts out.');
  return `${source.slice(0, start)}var ort_webgpu_bundle_min_exports = {};${source.slice(end)}`;
}

/** @type {esbuild.BuildOptions} */
const forNode = {
  ...shared,
  platform: 'node',
  target: 'node22.13',
  format: 'esm',
  mainFields: ['module', 'main'],
  plugins: [lean],
  banner: {
    js: [
      `import { createRequire as makeRequire } from 'node:module';`,
      `const require = makeRequire(import.meta.url);`,
      `const requireNative = require;`,
      `process.env.ORT_DISABLE_TELEMETRY = '1';`,
    ].join('\n'),
  },
};

/** @type {esbuild.BuildOptions[]} */
const bundles = [
  {
    ...shared,
    entryPoints: ['src/extension/extension.ts'],
    outfile: 'dist/extension.cjs',
    platform: 'node',
    target: 'node22.13',
    format: 'cjs',
    mainFields: ['module', 'main'],
    external: ['vscode'],
  },
  { ...forNode, entryPoints: ['src/worker/main.ts'], outfile: 'dist/worker.js' },
  { ...forNode, entryPoints: ['src/cli/main.ts'], outfile: 'dist/cli.js' },
  {
    ...shared,
    entryPoints: { webview: 'webview/main.ts' },
    outdir: 'dist',
    platform: 'browser',
    target: 'es2022',
    format: 'iife',
  },
  { ...shared, entryPoints: { webview: 'webview/main.css' }, outdir: 'dist' },
];

/** @param {esbuild.BuildOptions} bundle */
function entriesOf(bundle) {
  return Object.values(bundle.entryPoints ?? {}).map(String);
}

const present = bundles.filter((bundle) => {
  const missing = entriesOf(bundle).filter((entry) => !existsSync(entry));
  for (const entry of missing) console.error(`skipped: ${entry} does not exist`);
  return missing.length === 0;
});

if (flags.watch) {
  for (const bundle of present) await (await esbuild.context(bundle)).watch();
} else {
  try {
    await Promise.all(present.map((bundle) => esbuild.build(bundle)));
  } catch {
    process.exit(1); // esbuild has said what is wrong
  }
}
