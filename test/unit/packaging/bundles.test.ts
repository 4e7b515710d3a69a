import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readComponents } from '../../../scripts/packaging/components.ts';
import { noticesOf } from '../../../scripts/packaging/notices.ts';
import { scratch } from '../tiny.ts';

const ROOT = path.join(import.meta.dirname, '../../..');
const BUNDLES = ['cli.js', 'uninstall.js', 'webview.js', 'worker.js'];
/** The system's own, if there is one; the tests' Node comes with npm. */
const OLD_NODE = ['/usr/bin/node', '/usr/local/bin/node'].find((file) => {
  const { stdout } = spawnSync(file, ['--version'], { encoding: 'utf8' });
  return /^v(?:18|20)\./.test(stdout ?? '');
});

/** Outside the repository, so that there is no library next to these bundles. */
let out: string;
beforeAll(() => {
  out = scratch();
  const { status, stderr } = run(process.execPath, 'esbuild.mjs', '--out', out);
  expect(status, stderr).toBe(0);
});
afterAll(() => fs.rmSync(out, { recursive: true, force: true }));

function run(program: string, ...args: string[]) {
  return spawnSync(program, args, { cwd: ROOT, encoding: 'utf8' });
}

describe('packages.json', () => {
  const packages = () => JSON.parse(fs.readFileSync(path.join(out, 'packages.json'), 'utf8')) as string[];
  const carried = ['node_modules/@huggingface/jinja', 'node_modules/@huggingface/tokenizers'];

  it("names the packages that esbuild's own marks in the bundles name, and those that others contain", () => {
    const code = BUNDLES.map((name) => fs.readFileSync(path.join(out, name), 'utf8')).join('\n');
    const marks = code.matchAll(/^\s*\/\/ .*(node_modules\/(?:@[^/\n]+\/)?[^/\n]+)\//gm);
    const marked = new Set([...marks].map((match) => match[1]));
    expect(marked.size).toBeGreaterThan(40);
    expect(packages()).toEqual([...marked, ...carried].sort());
  });

  it('agrees with the notices, each with a text', () => {
    const components = readComponents(packages().map((folder) => path.join(ROOT, folder)));
    const notices = noticesOf(components, fs.readFileSync(path.join(ROOT, 'LICENSE'), 'utf8'));
    const sections = notices.split(/^={80}\n/m).slice(1);
    expect(sections).toHaveLength(2 * packages().length);
    for (const [index, folder] of packages().entries()) {
      expect(sections[2 * index]).toMatch(new RegExp(`^${folder.replace('node_modules/', '')} \\d`));
      expect(sections[2 * index + 1]).toMatch(/permission|redistribution|apache license/i);
    }
  });
});

describe('the extension', () => {
  const folder = () => path.join(out, 'extension');

  it("loads neither the YAML parser, the Markdown parser nor the channel's library when it starts", () => {
    const read = new Set<string>();
    const follow = (name: string) => {
      if (read.has(name)) return;
      read.add(name);
      const code = fs.readFileSync(path.join(folder(), name), 'utf8');
      // Packages that are imported on use appear in a line with a promise.
      const now = code.split('\n').filter((line) => !line.includes('Promise.resolve().then('));
      for (const [, other] of now.join('\n').matchAll(/require\("\.\/([^"]+)"\)/g)) follow(other);
    };
    follow('extension.cjs');
    const code = [...read].map((name) => fs.readFileSync(path.join(folder(), name), 'utf8')).join('\n');
    const all = fs.readdirSync(folder()).map((name) => fs.readFileSync(path.join(folder(), name), 'utf8'));
    // A name that each of the three has, in that order.
    for (const sign of ['YAMLParseError', 'codeFencedFence', 'IPCMessageReader']) {
      expect(all.some((each) => each.includes(sign))).toBe(true);
      expect(code).not.toContain(sign);
    }
  });
});

describe('the extension and the worker', () => {
  it('share declarations of requests, and the extension contains nothing of the engine that answers them', () => {
    const extension = fs
      .readdirSync(path.join(out, 'extension'))
      .map((name) => fs.readFileSync(path.join(out, 'extension', name), 'utf8'))
      .join('\n');
    const worker = fs.readFileSync(path.join(out, 'worker.js'), 'utf8');
    // Of the graphs and of the database.
    for (const sign of ['GroupQueryAttention', 'MatMulNBits', 'create table items', 'begin immediate']) {
      expect(extension).not.toContain(sign);
      expect(worker).toContain(sign);
    }
    for (const code of [extension, worker]) expect(code).toContain('adapter/export');
  });
});

describe('the bundled command', () => {
  const command = (program: string, ...args: string[]) =>
    run(program, path.join(out, 'cli.js'), '--home', path.join(out, 'home'), ...args);

  it('does what needs no library', () => {
    expect(command(process.execPath, 'history', '--json')).toMatchObject({ status: 0, stderr: '' });
  });

  it('says in one sentence that the library is missing', () => {
    const { status, stderr } = command(process.execPath, 'doctor');
    expect(status).toBe(1);
    expect(stderr).toMatch(/^ownhand: ONNX Runtime could not be loaded on [\w-]+; install [^\n]+\.\n$/);
  });

  it.skipIf(OLD_NODE === undefined)('says in one sentence which Node it needs', () => {
    const { status, stdout, stderr } = command(OLD_NODE as string, 'history');
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(/^Ownhand needs Node\.js 22\.13 or newer; this is v\d+\.\d+\.\d+\.\n$/);
  });
});
