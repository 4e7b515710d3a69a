import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixture, scratch } from '../tiny.ts';

const MAIN = path.join(import.meta.dirname, '..', '..', '..', 'src', 'cli', 'main.ts');

let home: string;
beforeAll(() => {
  home = scratch();
});
afterAll(() => fs.rmSync(home, { recursive: true, force: true }));

function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, '--home', home, ...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

function json<T = Record<string, unknown>>(...args: string[]): T {
  const { status, stdout, stderr } = run('--json', ...args);
  expect(status, stderr).toBe(0);
  expect(stdout.trim().split('\n')).toHaveLength(1);
  return JSON.parse(stdout) as T;
}

describe('the command', () => {
  it('prints help, and says what is wrong with a command line', () => {
    expect(run('--help')).toMatchObject({ status: 0 });
    expect(run('--version').stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(run('train', '--help').stdout).toMatch(/^ownhand train .*--minutes M/);
    for (const wrong of [
      ['fly'],
      ['mine'],
      ['train', '--wings'],
      ['train', '--epochs', 'many'],
      ['train', '--rank', '0'],
      ['model', 'paint'],
    ]) {
      const { status, stderr } = run(...wrong);
      expect(status, wrong.join(' ')).toBe(2);
      expect(stderr).toMatch(/^ownhand: [^\n]+; see ownhand --help\n$/);
    }
  });

  it('reads one or several documents, and keeps nothing of them', () => {
    const file = path.join(home, 'read.md');
    fs.writeFileSync(file, `# Tea\n\n${'We walked to the harbour and drank some tea. '.repeat(12)}`);
    expect(json('read', file)).toMatchObject({
      file,
      title: 'Tea',
      tags: [],
      language: 'en',
      redacted: 0,
      skipped: null,
    });
    expect(json('read', file, file)).toMatchObject({ files: [{ title: 'Tea' }, { title: 'Tea' }] });
    expect(fs.existsSync(path.join(home, 'history.sqlite'))).toBe(false);
    expect(run('read').status).toBe(2);
    expect(run('read', path.join(home, 'none.md'))).toMatchObject({ status: 1 });
  });

  it('says what to do if there is no model yet', () => {
    const { status, stderr } = run('complete', '--text', 'Once upon');
    expect(status).toBe(1);
    expect(stderr).toMatch(/^ownhand: There is no base model yet;[^\n]+\n$/);
  });

  it('works from mining to writing with a tiny model', () => {
    const { models } = json<{ models: { id: string; architecture: string }[] }>(
      'model',
      'add',
      fixture('tiny-llama-gqa-tied'),
    );
    expect(models).toMatchObject([{ id: 'tiny-llama-gqa-tied', architecture: 'llama', default: false }]);

    const notes = path.join(home, 'notes');
    fs.mkdirSync(notes);
    for (let i = 0; i < 6; i++) fs.writeFileSync(path.join(notes, `note-${i}.md`), note(i));
    expect(json('mine', notes)).toMatchObject({ items: 6, added: 6, duplicates: 0 });
    expect(json('mine', notes)).toMatchObject({ items: 6, added: 0, updated: 0 });
    const { hits } = json<{ hits: { title: string }[] }>('search', 'kettle', '-k', '2');
    expect(hits[0].title).toContain('kettle');
    expect(json('history', '--limit', '2')).toMatchObject({ total: 6 });
    expect(json('profile')).toMatchObject({ habits: { items: 6 }, edited: false });

    const trained = json<{ steps: number; heldout: object }>('train', '--max-steps', '2', '--seed', '3');
    expect(trained).toMatchObject({ adapter: 'personal', method: 'lora', steps: 2, device: 'cpu' });
    expect(json('adapter', 'use', 'personal')).toMatchObject({ adapters: [{ name: 'personal', enabled: true }] });

    const file = path.join(notes, 'note-0.md');
    expect(json('complete', '--file', file, '--offset', '200', '--max-tokens', '4')).toHaveProperty('suggestion');
    expect(json('complete', '--text', 'The kettle', '--system', 'base')).toHaveProperty('reason');
    const { titles } = json<{ titles: unknown[] }>('title', '--file', file, '-n', '2');
    expect(titles.length).toBeLessThanOrEqual(2);
    const { tags } = json<{ tags: { text: string; new: boolean }[] }>('tags', '--file', file, '-n', '1');
    expect(tags).toHaveLength(1);

    const out = path.join(home, 'exported');
    const exported = run('adapter', 'export', 'personal', out, '--json');
    expect(exported.status).toBe(0);
    expect(exported.stderr).toMatch(/^An adapter is made of your writing:[^\n]+\.\n/);
    expect(fs.readdirSync(out).sort()).toEqual(['adapter_config.json', 'adapter_model.safetensors', 'ownhand.json']);
    expect(json<{ adapters: unknown[] }>('adapter', 'import', out, '--name', 'copy').adapters).toHaveLength(2);
    expect(json<{ adapters: unknown[] }>('adapter', 'remove', 'copy').adapters).toHaveLength(1);
  });

  // `script` stands for a terminal.
  const hasTerminal = process.platform === 'linux' && spawnSync('script', ['-qec', 'true', '/dev/null']).status === 0;
  it.skipIf(!hasTerminal)('asks before it exports, if run in a terminal', () => {
    const out = path.join(home, 'agreed');
    const command = [process.execPath, MAIN, '--home', home, 'adapter', 'export', 'personal', out].join(' ');
    const answered = (input: string) =>
      spawnSync('script', ['-qec', command, '/dev/null'], { encoding: 'utf8', input });
    const refused = answered('n\n');
    expect(refused).toMatchObject({ status: 1, stdout: expect.stringContaining('Export it? [y/N]') });
    expect(refused.stdout).toContain('Nothing was exported.');
    expect(fs.existsSync(out)).toBe(false);
    expect(answered('y\n').status).toBe(0);
    expect(fs.existsSync(path.join(out, 'adapter_config.json'))).toBe(true);
  });

  it('checks itself', () => {
    const report = json<{ devices: { name: string; works: boolean }[] }>('doctor');
    expect(report).toMatchObject({ node: process.version, store: 'ok', network: 'none' });
    expect(report.devices.find(({ name }) => name === 'cpu')).toMatchObject({ works: true });
  });

  it('says once that a damaged history was set aside', () => {
    const file = path.join(home, 'history.sqlite');
    for (const suffix of ['-wal', '-shm']) fs.rmSync(file + suffix, { force: true });
    fs.writeFileSync(file, 'no database, but long enough to be taken for one');
    const { status, stdout, stderr } = run('--json', 'history');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ total: 0 });
    expect(stderr).toBe('ownhand: The history was damaged and has been set aside; mine your writing again.\n');
    expect(run('history').stderr).toBe('');
    expect(fs.existsSync(`${file}.damaged`)).toBe(true);
  });

  it('fails with one sentence on impossible requests', () => {
    for (const wrong of [
      ['adapter', 'use', 'nobody'],
      ['mine', path.join(home, 'nowhere')],
      ['model', 'add', 'no such thing'],
      ['train', '--resume'],
      ['complete', '--text', 'Once upon', '--system', 'magic'],
      ['complete', '--file', path.join(home, 'nowhere.md')],
    ]) {
      const { status, stderr } = run(...wrong);
      expect(status, wrong.join(' ')).toBe(1);
      expect(stderr.trim().split('\n').at(-1)).toMatch(/^ownhand: [A-Z"].+\.$/);
    }
  });
});

function note(index: number): string {
  const thing = ['kettle', 'garden', 'harbour'][index % 3];
  const sentences = Array.from(
    { length: 8 },
    (_, at) => `The ${thing} was quiet on day ${at + index * 10}, and we said so.`,
  );
  return `---\ntitle: The ${thing}, part ${index}\ntags: [${thing}]\ndate: 2024-01-0${index + 1}\n---\n\n${sentences.join(' ')}\n`;
}
