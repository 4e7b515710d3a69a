import fs from 'node:fs';
import { openPromise } from 'yauzl';
import type { Component } from './components.ts';

/** Largest VSIX in MB: what each measured when the limit was set, and about a tenth. */
const BUDGET_MB: Record<string, number> = {
  'darwin-arm64': 49,
  'linux-arm64': 46.5,
  'linux-x64': 54.5,
  'win32-arm64': 68,
  'win32-x64': 66.5,
};

const NEEDED = [
  ...['cli.js', 'extension/extension.cjs', 'uninstall.js', 'webview.css', 'webview.js', 'worker.js'].map(
    (name) => `dist/${name}`,
  ),
  ...['write', 'learn', 'style', 'more'].map((step) => `media/walkthrough/${step}.svg`),
  'l10n/bundle.l10n.json',
  'media/models/Ownhand-Box-52M.gguf',
];
const LISTS = ['THIRD_PARTY_NOTICES', 'sbom.cdx.json', 'LICENSE.txt'];
const MODULES = 'dist/node_modules/';
const LIBRARIES = `${MODULES}onnxruntime-node/bin/`;

/**
 * Checks a finished VSIX.
 * @param components that its notices name
 * @returns the problems, a sentence each
 */
export async function problemsOf(file: string, platform: string, components: Component[]): Promise<string[]> {
  const zip = await openPromise(file);
  const names: string[] = [];
  for await (const { fileName } of zip.eachEntry()) names.push(fileName.replace(/^extension\//, ''));
  return [
    ...contentProblems(
      names,
      platform,
      components.map(({ name }) => name),
    ),
    ...sizeProblems(fs.statSync(file).size, platform),
  ];
}

/** @param names of the files in a VSIX, as seen from the extension's folder */
export function contentProblems(names: string[], platform: string, packages: string[]): string[] {
  const own = `${LIBRARIES}napi-v6/${platform.replace('-', '/')}/`;
  const missing = [...NEEDED, ...LISTS, `${own}onnxruntime_binding.node`].filter((name) => !names.includes(name));
  const foreign = names.filter((name) => name.startsWith(LIBRARIES) && !name.startsWith(own));
  const unlisted = names.filter(
    (name) => name.startsWith(MODULES) && !packages.some((each) => name.startsWith(`${MODULES}${each}/`)),
  );
  return [
    ...missing.map((name) => `${name} is missing.`),
    ...foreign.map((name) => `${name} is for another platform.`),
    ...unlisted.map((name) => `${name} belongs to no package that the notices name.`),
    ...names.filter((name) => name.endsWith('.map')).map((name) => `${name} is of no use there.`),
  ];
}

/** @param bytes of a VSIX */
export function sizeProblems(bytes: number, platform: string): string[] {
  const megabytes = bytes / 1e6;
  const budget = BUDGET_MB[platform] ?? 0;
  return megabytes > budget ? [`It measures ${megabytes.toFixed(1)} MB; ${budget} MB is the limit.`] : [];
}
