import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { readArguments, UsageError } from '../../../src/cli/arguments.ts';
import { COMMANDS } from '../../../src/cli/commands.ts';
import { learntKey } from '../../../src/core/adapter/learnt.ts';
import { Engine } from '../../../src/core/engine/engine.ts';
import { essay, Scratch } from './scratch.ts';

function engineIn({ folder }: Scratch): Engine {
  return new Engine({ home: path.join(folder, 'home'), model: null, device: 'cpu', threads: 1 });
}

/** Runs a command as the program does, and returns what `--json` prints. */
async function run(engine: Engine, name: string, ...args: string[]): Promise<object> {
  const { options, run } = COMMANDS[name]!;
  return (await run(engine, readArguments(args, options), new AbortController().signal)).json;
}

/** An adapter that consists only of its record. */
function writeAdapter(engine: Engine, name: string, fields: { items: number; learnt?: string[] }): void {
  const folder = path.join(engine.adapters.folder, name);
  const record = { name, method: 'lora', base: 'b', baseSha256: 'x', rank: 8, parameters: 1, created: '2026-01-01' };
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, 'ownhand.json'), JSON.stringify({ ...record, heldout: null, ...fields }));
}

function filesBelow(folder: string): string[] {
  const entries = fs.readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
}

test('forgets an item, a source or everything; names the adapters that learned it; leaves no byte in the home', async () => {
  using scratch = new Scratch();
  const engine = engineIn(scratch);
  const secret = scratch.write('n/secret.md', `# Zanzibarwombat\n\n${essay('zanzibarwombat')} #zanzibarwombat`);
  for (const topic of ['apple', 'birch', 'cedar']) scratch.write(`n/${topic}.md`, essay(topic));
  const root = path.join(scratch.folder, 'n');
  await run(engine, 'mine', root);
  await run(engine, 'profile');
  const { items } = engine.history(10);
  expect(items.every(({ language }) => language === 'en')).toBe(true);
  const { id } = items.find(({ source }) => source === secret)!;
  writeAdapter(engine, 'knows', { items: 2, learnt: [learntKey(id), learntKey('y')] });
  writeAdapter(engine, 'knows-not', { items: 1, learnt: [learntKey('y')] });
  writeAdapter(engine, 'does-not-say', { items: 3 });
  writeAdapter(engine, 'from-elsewhere', { items: 0 });
  fs.mkdirSync(path.join(engine.home, 'training'));
  fs.writeFileSync(path.join(engine.home, 'training', 'checkpoint.json'), '{}');
  const holding = () =>
    filesBelow(engine.home).filter((file) => /zanzibarwombat/i.test(fs.readFileSync(file, 'latin1')));
  expect(holding().length).toBeGreaterThan(0);

  const result = (await run(engine, 'forget', '--source', secret)) as { adaptersToRetrain: string[] };
  expect(Object.keys(result)).toEqual(['items', 'adaptersToRetrain', 'bytesFreed']);
  expect(result).toMatchObject({ items: 1, bytesFreed: expect.any(Number) });
  expect(result.adaptersToRetrain.sort()).toEqual(['does-not-say', 'knows']);
  expect(holding()).toEqual([]);
  expect(await run(engine, 'mine', root)).toMatchObject({ items: 3, added: 0, skipped: { forgotten: 1 } });

  const [first] = engine.history(10).items;
  expect(await run(engine, 'forget', '--item', first!.id)).toMatchObject({ items: 1 });
  expect(await run(engine, 'mine', root)).toMatchObject({ items: 2, skipped: { forgotten: 2 } });

  engine.editProfile('I write of Zanzibarwombat.');
  expect(await run(engine, 'forget', '--all')).toMatchObject({ items: 2 });
  expect(await engine.profile({})).toMatchObject({ edited: false, habits: { items: 0 } });
  expect(holding()).toEqual([]);
  await engine.dispose();
});

test('wants exactly one thing to forget', async () => {
  using scratch = new Scratch();
  const engine = engineIn(scratch);
  for (const args of [[], ['--all', '--item', 'x'], ['--source', 'a', '--item', 'b']]) {
    await expect(run(engine, 'forget', ...args)).rejects.toBeInstanceOf(UsageError);
  }
  await expect(run(engine, 'forget', '--item', 'x')).rejects.toMatchObject({ code: 'bad-input' });
  await engine.dispose();
});
