/**
 * Bundles what runs: the extension (CommonJS, as VS Code loads it), the worker and the command (ES modules for
 * Node, with onnxruntime-node kept outside), and the side bar's page.
 *
 *     node esbuild.mjs [--production] [--out FOLDER] [--watch]
 *
 * It also writes `packages.json`: the folders of the packages whose code is in the bundles.
 */
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import * as esbuild from 'esbuild';

const { values: flags } = parseArgs({
  options: {
    production: { type: 'boolean' },
    out: { type: 'string', default: 'dist' },
    watch: { type: 'boolean' },
  },
});
/** Oldest Node that has all that the bundles use, as `22.13`. */
const NODE = JSON.parse(readFileSync('package.json', 'utf8')).engines.node.replace('>=', '');

/** @type {esbuild.BuildOptions} */
const shared = {
  bundle: true,
  minify: flags.production ?? false,
  // Names stay readable in the stack traces that users send.
  keepNames: true,
  sourcemap: flags.production ? false : 'linked',
  legalComments: 'none',
  logLevel: flags.production ? 'error' : 'info',
  loader: { '.ttf': 'file', '.svg': 'text' },
};

/** Packages that others contain in their own files, where esbuild does not see them. */
const carried = new Set();

/**
 * Packages that take no part in the computation are left out. The native library and SQLite are loaded by a plain
 * `require`: a static import would run before the lines that switch telemetry off and look at Node's version.
 * @type {esbuild.Plugin}
 */
const lean = {
  name: 'lean',
  setup(build) {
    build.onResolve({ filter: /^(?:onnxruntime-node|node:sqlite)$/ }, ({ path }) => ({ path, namespace: 'native' }));
    build.onLoad({ filter: /.*/, namespace: 'native' }, ({ path }) => ({
      contents: `module.exports = requireNative('${path}');`,
      loader: 'js',
    }));
    build.onResolve({ filter: /^sharp$/ }, () => ({ path: 'sharp', namespace: 'left-out' }));
    build.onResolve({ filter: /^onnxruntime-web/ }, () => ({ path: 'onnxruntime-web', namespace: 'left-out' }));
    // Not an empty object: transformers refuses to load without any image library.
    build.onLoad({ filter: /.*/, namespace: 'left-out' }, () => ({ contents: 'export default () => undefined;' }));
    // Its Node build contains a whole copy of onnxruntime-web, which Node never runs.
    build.onLoad({ filter: /transformers\.node\.mjs$/ }, async ({ path }) => {
      const contents = withoutWebRuntime(await readFile(path, 'utf8'));
      for (const [, source] of contents.matchAll(/^\/\/ (.*node_modules\/.*)$/gm)) carried.add(packageOf(source));
      return { contents, loader: 'js' };
    });
  },
};

/** @param {string} source text of transformers.node.mjs */
function withoutWebRuntime(source) {
  const start = source.search(/^\/\/ .*node_modules\/onnxruntime-web\/.*$/m);
  const end = source.indexOf('\n// src/', start);
  if (start < 0 || end < 0) throw new Error('transformers.node.mjs no longer has the parts this build cuts out.');
  return `${source.slice(0, start)}var ort_webgpu_bundle_min_exports = {};${source.slice(end)}`;
}

/** @param {string} file @returns folder, relative to this one, of the package that a file belongs to, if it does */
function packageOf(file) {
  return /(?:\bnode_modules\/(?:@[^/]+\/)?[^/]+(?=\/))(?!.*\bnode_modules\/)/.exec(file)?.[0];
}

/** @param {esbuild.Metafile[]} metafiles @returns folders of the packages that have code in the bundles, in order */
function packagesIn(metafiles) {
  const outputs = metafiles.flatMap(({ outputs }) => Object.values(outputs));
  const files = outputs.flatMap(({ inputs }) => Object.keys(inputs).filter((name) => inputs[name].bytesInOutput > 0));
  return [...new Set([...files.map(packageOf), ...carried])].filter((folder) => folder !== undefined).sort();
}

/**
 * Writes ES modules as CommonJS. esbuild splits code for ES modules alone, and those VS Code loads slowly: it asks
 * another thread about each import.
 * @type {esbuild.Plugin}
 */
const commonJs = {
  name: 'common-js',
  setup(build) {
    const { outdir = '.', target, minify, sourcemap } = build.initialOptions;
    /** @type {esbuild.TransformOptions} */
    const options = { format: 'cjs', platform: 'node', target, minify, sourcemap };
    // An import where it is used becomes a `require` there.
    options.supported = { 'dynamic-import': false };
    build.onEnd(async ({ outputFiles = [] }) => {
      await rm(outdir, { recursive: true, force: true });
      await mkdir(outdir, { recursive: true });
      for (const { path: file, text } of outputFiles) {
        await writeFile(file, (await esbuild.transform(text, options)).code);
      }
    });
  },
};

/** @type {esbuild.BuildOptions} */
const forNode = {
  ...shared,
  platform: 'node',
  target: `node${NODE}`,
  format: 'esm',
  mainFields: ['module', 'main'],
  plugins: [lean],
  banner: {
    js: [
      `import { createRequire as makeRequire } from 'node:module';`,
      `const require = makeRequire(import.meta.url);`,
      `const requireNative = require;`,
      `process.env.ORT_DISABLE_TELEMETRY = '1';`,
      `if (!process.getBuiltinModule?.('node:sqlite')) {`,
      `  console.error(\`Ownhand needs Node.js ${NODE} or newer; this is \${process.version}.\`);`,
      `  process.exit(1);`,
      `}`,
    ].join('\n'),
  },
};

/** @type {esbuild.BuildOptions[]} */
const bundles = [
  {
    ...shared,
    entryPoints: ['src/extension/extension.ts'],
    outdir: path.join(flags.out, 'extension'),
    outExtension: { '.js': '.cjs' },
    platform: 'node',
    target: `node${NODE}`,
    format: 'esm',
    splitting: true,
    mainFields: ['module', 'main'],
    external: ['vscode'],
    // Its maps are in the files, where the second pass finds them.
    sourcemap: flags.production ? false : 'inline',
    write: false,
    plugins: [commonJs],
  },
  { ...forNode, entryPoints: ['src/worker/main.ts'], outfile: path.join(flags.out, 'worker.js') },
  { ...forNode, entryPoints: ['src/cli/main.ts'], outfile: path.join(flags.out, 'cli.js') },
  { ...forNode, entryPoints: ['src/uninstall/main.ts'], outfile: path.join(flags.out, 'uninstall.js') },
  {
    ...shared,
    entryPoints: { webview: 'webview/main.ts' },
    outdir: flags.out,
    platform: 'browser',
    target: 'es2022',
    format: 'iife',
  },
  { ...shared, entryPoints: { webview: 'webview/main.css' }, outdir: flags.out },
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
  const built = await Promise.all(present.map((bundle) => esbuild.build({ ...bundle, metafile: true }))).catch(
    () => process.exit(1), // esbuild has said what is wrong
  );
  const packages = packagesIn(built.map(({ metafile }) => metafile));
  await writeFile(path.join(flags.out, 'packages.json'), `${JSON.stringify(packages, null, 2)}\n`);
}
