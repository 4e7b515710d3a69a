import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readComponents } from '../../../scripts/packaging/components.ts';
import { noticesOf } from '../../../scripts/packaging/notices.ts';
import { sbomOf } from '../../../scripts/packaging/sbom.ts';
import { contentProblems, sizeProblems } from '../../../scripts/packaging/vsix.ts';
import { loadProblem, PLATFORMS } from '../../../src/core/graph/runtime.ts';
import { scratch } from '../tiny.ts';

let folder: string;
beforeEach(() => {
  folder = scratch();
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

/** A package in npm's layout. */
function installed(manifest: { name: string; [key: string]: unknown }, files: Record<string, string> = {}): string {
  const at = path.join(folder, manifest.name);
  fs.mkdirSync(at, { recursive: true });
  const all = { 'package.json': JSON.stringify({ version: '1.2.3', ...manifest }), 'index.js': '', ...files };
  for (const [name, text] of Object.entries(all)) fs.writeFileSync(path.join(at, name), text);
  return at;
}

describe('readComponents', () => {
  it('reads the texts of licences and notices, and each package once', () => {
    const b = installed({ name: 'b', license: 'ISC' }, { LICENSE: 'b may\r\nbe used\n', 'NOTICE.txt': 'b is by B' });
    const a = installed({ name: '@scope/a', licenses: [{ type: 'MIT' }] }, { 'license.md': 'a too' });
    expect(readComponents([b, a, b])).toEqual([
      {
        name: '@scope/a',
        version: '1.2.3',
        licence: 'MIT',
        copyright: '',
        texts: [{ file: 'license.md', text: 'a too' }],
      },
      {
        name: 'b',
        version: '1.2.3',
        licence: 'ISC',
        copyright: '',
        texts: [
          { file: 'LICENSE', text: 'b may\nbe used' },
          { file: 'NOTICE.txt', text: 'b is by B' },
        ],
      },
    ]);
  });

  it('refuses an unknown licence, and one without a text', () => {
    const texts = { LICENSE: 'All yours, and yours is ours.' };
    expect(() => readComponents([installed({ name: 'a', license: 'GPL-3.0-only' }, texts)])).toThrow(/a ships/);
    expect(() => readComponents([installed({ name: 'b' }, texts)])).toThrow(/\(none\)/);
    expect(() => readComponents([installed({ name: 'c', license: 'Apache-2.0' })])).toThrow(/without the text/);
  });

  it('recognises the wording of the MIT licence, and whose it is if the package says so', () => {
    const said = installed(
      { name: 'a', license: 'MIT', author: 'Eve' },
      { 'index.js': '// Copyright (c) Ann\ncode()' },
    );
    const unsaid = installed({ name: 'b', license: 'MIT', author: { name: 'Bo' } });
    const components = readComponents([said, unsaid]);
    expect(components.map(({ copyright }) => copyright)).toEqual(['Copyright (c) Ann', 'Bo']);
    const notices = noticesOf(components, 'Copyright (c) Us\n\nPermission is hereby granted, and so on.');
    expect(notices).toMatch(/Copyright \(c\) Ann\n\nPermission is hereby granted, and so on\./);
    expect(notices).not.toContain('Us');
  });
});

it('makes an SBOM of packages, with the hashes that npm checked, and of files', () => {
  const component = { version: '1.0.0', copyright: '', texts: [] };
  const sbom = sbomOf(
    { name: 'product', version: '2.0.0', license: 'MIT' },
    [
      { ...component, name: '@scope/a', licence: 'ISC' },
      { ...component, name: 'b', licence: 'MIT' },
    ],
    [{ name: 'lib.so', sha256: 'ff' }],
    { packages: { 'node_modules/@scope/a': { integrity: `sha512-${Buffer.from([1, 171]).toString('base64')}` } } },
  );
  expect(sbom).toMatchObject({
    bomFormat: 'CycloneDX',
    metadata: { component: { type: 'application', purl: 'pkg:npm/product@2.0.0' } },
    components: [
      {
        purl: 'pkg:npm/%40scope/a@1.0.0',
        licenses: [{ license: { id: 'ISC' } }],
        hashes: [{ alg: 'SHA-512', content: '01ab' }],
      },
      { purl: 'pkg:npm/b@1.0.0', hashes: [] },
      { type: 'file', name: 'lib.so', hashes: [{ alg: 'SHA-256', content: 'ff' }] },
    ],
  });
});

describe('the check of a VSIX', () => {
  const library = 'dist/node_modules/onnxruntime-node/bin/napi-v6';
  const good = [
    ...['LICENSE.txt', 'THIRD_PARTY_NOTICES', 'sbom.cdx.json', `${library}/linux/x64/onnxruntime_binding.node`],
    ...['cli.js', 'extension/extension.cjs', 'uninstall.js', 'webview.css', 'webview.js', 'worker.js'].map(
      (name) => `dist/${name}`,
    ),
    ...['write', 'learn', 'style', 'more'].map((step) => `media/walkthrough/${step}.svg`),
    'l10n/bundle.l10n.json',
    'media/models/Ownhand-Box-52M.gguf',
  ];
  const problems = (names: string[]) => contentProblems(names, 'linux-x64', ['onnxruntime-node']);

  it('finds what is missing, foreign, unlisted or useless', () => {
    expect(problems(good)).toEqual([]);
    for (const name of good) expect(problems(good.filter((each) => each !== name))).toEqual([`${name} is missing.`]);
    expect(problems([...good, `${library}/linux/arm64/lib.so`])).toEqual([expect.stringContaining('another platform')]);
    expect(problems([...good, 'dist/node_modules/other/index.js'])).toEqual([expect.stringContaining('no package')]);
    expect(problems([...good, 'dist/cli.js.map'])).toEqual([expect.stringContaining('no use')]);
  });

  it('limits the size on every platform', () => {
    for (const platform of PLATFORMS) {
      expect(sizeProblems(10e6, platform)).toEqual([]);
      expect(sizeProblems(80e6, platform)).toEqual([expect.stringMatching(/^It measures 80\.0 MB; [\d.]+ MB is/)]);
    }
    expect(sizeProblems(1, 'darwin-x64')).toHaveLength(1);
  });
});

describe('platforms', () => {
  it('are those that ONNX Runtime has libraries for', () => {
    const bin = path.join(import.meta.dirname, '../../../node_modules/onnxruntime-node/bin/napi-v6');
    const found = fs
      .readdirSync(bin)
      .flatMap((os) => fs.readdirSync(path.join(bin, os)).map((arch) => `${os}-${arch}`));
    expect(found.sort()).toEqual(PLATFORMS);
  });

  it('are listed if there is none for the current one', () => {
    expect(loadProblem('darwin-x64')).toMatch(
      /^There is no Ownhand for darwin-x64, .*; it runs on darwin-arm64, .*\.$/,
    );
    expect(loadProblem('linux-x64')).toMatch(/install the Ownhand build for this platform\.$/);
  });
});
