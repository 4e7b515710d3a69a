/** One life of the product in its own workers, traced by the system, and what it left on disk. */
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Engine } from '../../../src/core/engine/engine.ts';
import type { MineResult } from '../../../src/core/history/mining/mine.ts';
import type { ForgetResult } from '../../../src/core/home/home.ts';
import { makeMaterials } from '../../../src/core/train/materials.ts';
import { PERSONAL, PERSONAL_WORDS, SECRET_NOTE, SECRETS, writeNotes } from '../../privacy/canaries.ts';
import { makeHostile } from '../../privacy/hostileRepository.ts';
import { below, beyond, canTrace, holding, type Life, live, programs } from '../../privacy/life.ts';
import { scratch } from '../tiny.ts';

const SCRIPTS = path.join(import.meta.dirname, '..', '..', 'privacy');

let folder: string;
let life: Life;
let results: { mined: MineResult; suggested: object[]; forgotten: ForgetResult };

beforeAll(() => {
  folder = scratch();
  writeNotes(path.join(folder, 'notes'));
  if (process.platform !== 'win32') makeHostile(path.join(folder, 'notes'), path.join(folder, 'mark'));
  life = live(path.join(SCRIPTS, 'child.ts'), folder);
  results = JSON.parse(fs.readFileSync(path.join(folder, 'results.json'), 'utf8'));
}, 900_000);
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

const at = (name: string) => path.join(folder, name);

test('the run did everything that is judged here', () => {
  expect(results.mined).toMatchObject({ items: 11, redacted: SECRETS.length, embedded: 11 });
  expect(results.suggested).toHaveLength(7);
  expect(results.forgotten.items).toBe(1);
  const left = below(at('before')).map((file) => path.relative(at('before'), file));
  expect(left).toContain('history.sqlite');
  expect(left).toContain(path.join('training', 'checkpoint.safetensors'));
  expect(left).toContain(path.join('adapters', 'personal', 'adapter_model.safetensors'));
});

test.skipIf(!canTrace())('no socket opens but between our own processes (by strace)', () => {
  expect(life.calls?.filter((call) => /socketpair\(AF_UNIX/.test(call)).length).toBeGreaterThan(0);
  expect(beyond(life.calls!)).toEqual([]);
});

test.skipIf(!canTrace())(
  'no program runs except our own, though the folder of writing is a hostile repository (by strace)',
  () => {
    const started = programs(life.calls!);
    expect(started.length).toBeGreaterThan(3);
    expect([...new Set(started)]).toEqual([process.execPath]);
    expect(fs.existsSync(at('mark'))).toBe(false);
  },
);

test.skipIf(!canTrace())('strace would have seen a connection', () => {
  const other = scratch();
  const script = path.join(other, 'connect.mjs');
  fs.writeFileSync(script, `import net from 'node:net'; net.connect(9, '127.0.0.1').on('error', () => {});`);
  try {
    expect(beyond(live(script, other).calls!).join('\n')).toMatch(/socket\(AF_INET[\s\S]*connect\(/);
  } finally {
    fs.rmSync(other, { recursive: true });
  }
});

test("nothing is written to the user's own folders, as telemetry would be", () => {
  expect(below(life.userHome)).toEqual([]);
});

test.skipIf(process.platform !== 'linux')('the telemetry of ONNX Runtime would have been seen there', () => {
  const other = scratch();
  const graph = below(at('before')).find((file) => /decode-\w+\.onnx$/.test(file));
  const library = path.join(SCRIPTS, '..', '..', 'node_modules', 'onnxruntime-node');
  const script = path.join(other, 'session.cjs');
  fs.writeFileSync(script, `require(${JSON.stringify(library)}).InferenceSession.create(${JSON.stringify(graph)});`);
  try {
    const left = below(live(script, other).userHome).map((file) => path.basename(file));
    expect(left).toContain('deviceid');
  } finally {
    fs.rmSync(other, { recursive: true });
  }
});

test.skipIf(process.platform === 'win32')('everything written is private to the user', () => {
  const open = [at('home'), at('out'), ...below(at('home')), ...below(at('out'))].filter(
    (file) => (fs.statSync(file).mode & 0o077) !== 0,
  );
  expect(open).toEqual([]);
});

test('secrets reach neither history, index, vectors, adapter, checkpoint, export, log nor answers', () => {
  const said = life.log + JSON.stringify(results);
  for (const secret of SECRETS) {
    for (const name of ['before', 'home', 'out']) expect(holding(at(name), secret)).toEqual([]);
    // Also without its blanks and dashes, because the index holds words.
    const longest = secret.split(/[ -]/).toSorted((a, b) => b.length - a.length)[0];
    if (longest.length > 8) expect(holding(at('before'), longest)).toEqual([]);
    expect(said).not.toContain(secret);
  }
});

test('secrets reach no prompt and no answer that an adapter is trained on', async () => {
  const engine = new Engine({ home: at('before'), model: null, device: 'cpu', threads: 1 });
  try {
    const base = engine.model()!;
    const tokenizer = await base.tokenizer();
    const { learning, heldOut } = await makeMaterials(base, engine.store, { tokens: null, seed: 1 });
    const texts = [...learning, ...heldOut.text, ...heldOut.titles].map(({ ids }) => tokenizer.decode(ids));
    expect(texts.some((text) => text.includes(PERSONAL_WORDS[0]))).toBe(true);
    for (const secret of SECRETS) expect(texts.filter((text) => text.includes(secret))).toEqual([]);
  } finally {
    await engine.dispose();
  }
});

test('other sentences are only in the history: no adapter, checkpoint, cache, export or log has them in clear', () => {
  for (const word of PERSONAL_WORDS) {
    const files = holding(at('before'), word);
    expect(files.length).toBeGreaterThan(0);
    expect(files.filter((file) => !file.startsWith('history.sqlite'))).toEqual([]);
    expect(holding(at('out'), word)).toEqual([]);
    expect(life.log).not.toContain(word);
  }
});

test('once forgotten, no file of the home contains a word of it, and its adapters are named', () => {
  for (const text of [...PERSONAL, ...PERSONAL_WORDS, SECRET_NOTE, 'About me'])
    expect(holding(at('home'), text)).toEqual([]);
  expect(results.forgotten.adaptersToRetrain).toEqual(['personal']);
  expect(fs.existsSync(path.join(at('home'), 'training', 'checkpoint.safetensors'))).toBe(false);
});
