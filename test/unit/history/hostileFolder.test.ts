import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { addedPaths } from '../../../src/core/history/git/added.ts';
import { readCommit } from '../../../src/core/history/git/object.ts';
import { Repository } from '../../../src/core/history/git/repository.ts';
import { findFiles } from '../../../src/core/history/mining/files.ts';
import { GitDates } from '../../../src/core/history/mining/gitDates.ts';
import { gitExcludes } from '../../../src/core/history/mining/gitExcludes.ts';
import { mine } from '../../../src/core/history/mining/mine.ts';
import { gitIn } from '../../privacy/hostileRepository.ts';
import { essay, Scratch } from './scratch.ts';

/** A repository with one note, committed. */
function repository(scratch: Scratch): { root: string; note: string } {
  const note = scratch.write('notes/a.md', essay('hostile'));
  const root = path.dirname(note);
  gitIn(root, ['init', '-q']);
  gitIn(root, ['add', '.']);
  gitIn(root, ['commit', '-qm', 'first']);
  return { root, note };
}

function mktree(root: string, lines: string): string {
  return execFileSync('git', ['-C', root, 'mktree', '--missing'], { input: lines, encoding: 'utf8' }).trim();
}

describe.skipIf(process.platform === 'win32')('a folder that tries to keep its reader busy for ever', () => {
  it.each([
    'b.md',
    '.gitignore',
    '.ownhandignore',
    '.git/config',
    '.git/info/exclude',
    '.git/objects/info/alternates',
    '.git/objects/pack/pack-1.idx',
    '.git/objects/pack/pack-1.pack',
    '.git/shallow',
  ])('a pipe at %s', async (name) => {
    using scratch = new Scratch();
    const { root } = repository(scratch);
    const place = path.join(root, name);
    if (name.endsWith('.pack')) {
      gitIn(root, ['gc', '-q']);
      const folder = path.dirname(place);
      const index = fs.readdirSync(folder).find((each) => each.endsWith('.idx'))!;
      fs.copyFileSync(path.join(folder, index), place.replace('.pack', '.idx'));
    }
    fs.rmSync(place, { force: true });
    execFileSync('mkfifo', [place]);
    expect((await mine(scratch.store, [root])).items).toBe(1);
  });

  it.skipIf(process.platform !== 'linux')('with endless files', async () => {
    using scratch = new Scratch();
    const { root, note } = repository(scratch);
    // It reports no length, and continues for as long as there are addresses.
    for (const name of ['b.md', '.git/HEAD', '.gitignore', '.git/config']) {
      fs.rmSync(path.join(root, name), { force: true });
      fs.symlinkSync('/proc/self/pagemap', path.join(root, name));
    }
    expect((await mine(scratch.store, [root])).items).toBe(1);
    expect(await new GitDates().firstCommit(note)).toBeNull();
  });

  it('with a commit whose author has a million digits', () => {
    const head = `tree ${'0'.repeat(40)}\nauthor ${'7'.repeat(1_000_000)} x\ncommitter t <t> 1500000000 +0100\n\nm`;
    const commit = readCommit({ kind: 'commit', bytes: Buffer.from(head) });
    expect(commit).toMatchObject({ authored: Number.NaN, committed: 1_500_000_000 });
  });

  it('with trees that contain one tree many times', async () => {
    using scratch = new Scratch();
    const { root, note } = repository(scratch);
    let tree = gitIn(root, ['rev-parse', 'HEAD^{tree}']).trim();
    for (let depth = 0; depth < 14; depth++) {
      tree = mktree(root, Array.from({ length: 12 }, (_, i) => `040000 tree ${tree}\td${10 + i}\n`).join(''));
    }
    gitIn(root, ['update-ref', 'HEAD', gitIn(root, ['commit-tree', tree, '-m', 'bomb']).trim()]);
    const bomb = new Repository(root);
    await expect(addedPaths(bomb, { seconds: 1 })).rejects.toThrow('stopped');
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 100);
    await expect(addedPaths(bomb, { seconds: 60, signal: stop.signal })).rejects.toThrow('stopped');
    bomb.close();
    expect(await new GitDates(stop.signal).firstCommit(note)).toBeNull();
  });

  it('with pack indexes larger than memory, and more packs than files can be open', async () => {
    using scratch = new Scratch();
    const { root, note } = repository(scratch);
    const packs = path.join(root, '.git', 'objects', 'pack');
    const head = Buffer.alloc(1032);
    head.writeUInt32BE(0xff744f63);
    head.writeUInt32BE(2, 4);
    const add = (count: number, size: number) => {
      for (let n = 0; n < count; n++) {
        fs.writeFileSync(path.join(packs, `pack-${n}.idx`), head);
        fs.truncateSync(path.join(packs, `pack-${n}.idx`), size);
        fs.writeFileSync(path.join(packs, `pack-${n}.pack`), 'PACK');
      }
    };
    add(20, 200 << 20);
    expect(await new GitDates().firstCommit(note)).toBeNull();
    expect(process.memoryUsage().arrayBuffers).toBeLessThan(600 << 20);
    add(1_500, 1_100);
    expect(await new GitDates().firstCommit(note)).toBeNull();
  });

  it('with configurations that include themselves, and lines that a pattern would take for ever to match', async () => {
    using scratch = new Scratch();
    const { root } = repository(scratch);
    const config = path.join(root, '.git', 'config');
    fs.writeFileSync(config, `[include]\n${'path = config\npath = ./config\n'.repeat(20)}`);
    expect(await gitExcludes(root, {})).toHaveLength(1);
    const blanks = ' '.repeat(1_000_000);
    fs.writeFileSync(config, `[core]\nexcludesFile = "x${blanks}y\n excludesFile = x${blanks}y\n[core${blanks}x\n`);
    expect(await gitExcludes(root, {})).toHaveLength(1);
  });

  it('with refs that refer to one another, and alternates that refer to themselves and anywhere else', async () => {
    using scratch = new Scratch();
    const { root, note } = repository(scratch);
    const objects = path.join(root, '.git', 'objects');
    fs.writeFileSync(path.join(objects, 'info', 'alternates'), '/etc\n../objects\n/dev\n'.repeat(100_000));
    expect(await new GitDates().firstCommit(note)).toBeNull();
    fs.rmSync(path.join(objects, 'info', 'alternates'));
    for (const ref of ['ref: refs/heads/a', 'ref: refs/../../../etc/passwd', 'ref: /etc/passwd']) {
      fs.writeFileSync(path.join(root, '.git', 'HEAD'), ref);
      fs.writeFileSync(path.join(root, '.git', 'refs', 'heads', 'a'), 'ref: refs/heads/a');
      expect(await new GitDates().firstCommit(note)).toBeNull();
    }
  });

  it('with ignore patterns that take years to match', async () => {
    using scratch = new Scratch();
    const deep = path.join('notes', ...Array.from({ length: 60 }, () => 'a'));
    scratch.write(path.join(deep, `${'a'.repeat(200)}.md`), essay('deep'));
    const root = path.dirname(scratch.write('notes/kept.md', essay('kept')));
    scratch.write(
      'notes/.gitignore',
      `${'**/a/'.repeat(12)}**/b\n${'*a'.repeat(12)}*b\n!${'**/a/'.repeat(12)}**\n${'a*/**/*a/'.repeat(5)}b\n`.repeat(
        50,
      ),
    );
    const { files } = await findFiles([root]);
    expect(files.map((file) => path.basename(file.path))).toContain('kept.md');
  });

  it('with such patterns, which still exclude what they name', async () => {
    using scratch = new Scratch();
    for (const name of ['x/1/y/2/z/3/w/a.md', 'p-a-b-c-d.md', 'kept.md']) scratch.write(`notes/${name}`, essay(name));
    scratch.write('notes/.gitignore', '/x/**/y/**/z/**/w/**\np*a*b*c*d.md\n!p*-*-*-*-*.md\n');
    const { files } = await findFiles([path.join(scratch.folder, 'notes')]);
    expect(files.map((file) => path.basename(file.path))).toEqual(['kept.md']);
  });

  it('with bottomless folders', async () => {
    using scratch = new Scratch();
    const root = path.dirname(scratch.write('notes/kept.md', essay('kept')));
    fs.mkdirSync(path.join(root, ...Array.from({ length: 300 }, () => 'd')), { recursive: true });
    scratch.write(path.join('notes', ...Array.from({ length: 300 }, () => 'd'), 'a.md'), essay('deep'));
    expect((await findFiles([root])).files).toHaveLength(1);
  });
});
