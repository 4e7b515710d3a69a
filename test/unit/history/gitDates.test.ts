import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { addedPaths } from '../../../src/core/history/git/added.ts';
import { Repository } from '../../../src/core/history/git/repository.ts';
import { GitDates } from '../../../src/core/history/mining/gitDates.ts';
import { mine } from '../../../src/core/history/mining/mine.ts';
import { seededRandom } from '../../../src/core/support/random.ts';
import { gitIn, makeHostile } from '../../privacy/hostileRepository.ts';
import { essay, Scratch } from './scratch.ts';

/** What git itself says: newest first, so that the last one counts. */
function datesByGit(folder: string): Record<string, number> {
  const log = gitIn(folder, [
    '-c',
    'core.quotePath=false',
    'log',
    '--diff-filter=A',
    '--no-renames',
    '--name-only',
    '--format=%x01%at',
  ]);
  const dates: Record<string, number> = {};
  let date = 0;
  for (const line of log.split('\n')) {
    if (line.startsWith('\u0001')) date = Number(line.slice(1));
    else if (line !== '') dates[line] = date;
  }
  return dates;
}

async function datesByUs(folder: string): Promise<Record<string, number>> {
  const repository = new Repository(folder);
  try {
    return Object.fromEntries(await addedPaths(repository, { seconds: 60 }));
  } finally {
    repository.close();
  }
}

/** A random history of commits: files added, changed, deleted and added again, folders, branches and merges. */
function makeHistory(folder: string, seed: number, commits: number, format = 'sha1'): void {
  const random = seededRandom(seed);
  const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)];
  fs.mkdirSync(folder, { recursive: true });
  gitIn(folder, ['init', '-q', '-b', 'main', `--object-format=${format}`]);
  const names = Array.from({ length: 14 }, (_, i) => `${pick(['', 'a/', 'a/b c/', 'ü/'])}note ${i}.md`);
  for (let n = 0; n < commits; n++) {
    const time = `${1_500_000_000 + n * 1_000} +0100`;
    const env = { GIT_AUTHOR_DATE: `${1_400_000_000 + n * 777} -0230`, GIT_COMMITTER_DATE: time };
    const branch = gitIn(folder, ['branch', '--format=%(refname:short)']).trim().split('\n').filter(Boolean);
    if (n > 3 && random() < 0.15) gitIn(folder, ['checkout', '-q', '-b', `branch${n}`]);
    else if (n > 3 && branch.length > 1 && random() < 0.2) {
      try {
        gitIn(folder, ['merge', '-q', '-X', 'ours', '-m', 'merge', pick(branch)], env);
      } catch {
        gitIn(folder, ['merge', '--abort']);
      }
      continue;
    } else if (branch.length > 1 && random() < 0.3) gitIn(folder, ['checkout', '-q', pick(branch)]);
    for (let i = 0; i < 2; i++) {
      const file = path.join(folder, pick(names));
      if (fs.existsSync(file) && random() < 0.3) fs.rmSync(file);
      else {
        fs.mkdirSync(path.dirname(file), { recursive: true });
        fs.writeFileSync(file, `${essay('git')} ${random()}\n`);
      }
    }
    gitIn(folder, ['add', '-A']);
    gitIn(folder, ['commit', '-q', '--allow-empty', '-m', `commit ${n}`], env);
  }
}

describe('dates of first commits, against git itself', () => {
  it.each([1, 2, 3])('loose, then packed, then both (seed %i)', async (seed) => {
    using scratch = new Scratch();
    const folder = path.join(scratch.folder, 'notes');
    makeHistory(folder, seed, 24);
    expect(Object.keys(datesByGit(folder)).length).toBeGreaterThan(5);
    expect(await datesByUs(folder)).toEqual(datesByGit(folder));
    gitIn(folder, ['gc', '-q', '--aggressive']);
    gitIn(folder, ['pack-refs', '--all']);
    expect(await datesByUs(folder)).toEqual(datesByGit(folder));
    fs.writeFileSync(path.join(folder, 'later.md'), 'later');
    gitIn(folder, ['add', '-A']);
    gitIn(folder, ['commit', '-qm', 'later']);
    expect(await datesByUs(folder)).toEqual(datesByGit(folder));
  });

  it('in a second work tree, a clone that borrows its objects, and a repository with names of 32 bytes', async () => {
    using scratch = new Scratch();
    const folder = path.join(scratch.folder, 'notes');
    makeHistory(folder, 4, 12);
    gitIn(folder, ['worktree', 'add', '-q', '../tree', '-b', 'other']);
    gitIn(scratch.folder, ['clone', '-q', '--shared', folder, 'shared']);
    for (const name of ['tree', 'shared']) {
      const other = path.join(scratch.folder, name);
      expect(await datesByUs(other)).toEqual(datesByGit(other));
    }
    const long = path.join(scratch.folder, 'long');
    makeHistory(long, 5, 12, 'sha256');
    expect(await datesByUs(long)).toEqual(datesByGit(long));
  });

  it('are missing if the clone is shallow, empty, or damaged in any byte', async () => {
    using scratch = new Scratch();
    const folder = path.join(scratch.folder, 'notes');
    makeHistory(folder, 6, 10);
    gitIn(scratch.folder, ['clone', '-q', '--depth', '1', `file://${folder}`, 'cut']);
    const [name] = fs.readdirSync(path.join(scratch.folder, 'cut')).filter((each) => each !== '.git');
    expect(await new GitDates().firstCommit(path.join(scratch.folder, 'cut', name))).toBeNull();
    const empty = path.join(scratch.folder, 'empty');
    fs.mkdirSync(empty);
    gitIn(empty, ['init', '-q']);
    expect(await new GitDates().firstCommit(path.join(empty, 'a.md'))).toBeNull();

    gitIn(folder, ['gc', '-q']);
    const packs = path.join(folder, '.git', 'objects', 'pack');
    const random = seededRandom(7);
    for (const file of fs.readdirSync(packs).filter((each) => /\.(?:idx|pack)$/.test(each))) {
      const place = path.join(packs, file);
      fs.chmodSync(place, 0o600);
      const whole = fs.readFileSync(place);
      for (let n = 0; n < 150; n++) {
        const bytes = Buffer.from(whole);
        for (let i = 0; i < 3; i++) bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
        fs.writeFileSync(place, n % 5 === 0 ? bytes.subarray(0, Math.floor(random() * bytes.length)) : bytes);
        const date = await new GitDates().firstCommit(path.join(folder, 'note 1.md'));
        expect(date === null || /^\d{4}-/.test(date)).toBe(true);
      }
      fs.writeFileSync(place, whole);
    }
  });
});

describe.skipIf(process.platform === 'win32')('a hostile repository', () => {
  const before = { ...process.env };
  afterEach(() => {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
  });

  it('runs nothing when it is mined, whatever its configuration and the environment say', async () => {
    using scratch = new Scratch();
    const mark = path.join(scratch.folder, 'mark');
    const note = scratch.write('notes/a.md', essay('hostile'));
    const folders = makeHostile(path.dirname(note), mark);
    const program = path.join(scratch.folder, 'program.sh');
    Object.assign(process.env, {
      PATH: `${folders[0]}${path.delimiter}${process.env.PATH}`,
      GIT_SSH_COMMAND: program,
      GIT_EXTERNAL_DIFF: program,
      GIT_PAGER: program,
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'core.fsmonitor',
      GIT_CONFIG_VALUE_0: program,
      GIT_DIR: path.join(folders[1], '.git'),
    });
    const { items } = await mine(scratch.store, folders);
    expect(items).toBe(1);
    expect(scratch.store.list()[0].date).toMatch(/^20/);
    expect(fs.existsSync(mark)).toBe(false);
    // It would have been seen.
    try {
      execFileSync('git', ['-C', folders[0], 'status']);
    } catch {
      // The program is not git.
    }
    expect(fs.existsSync(mark)).toBe(true);
  });

  it('opens nothing on another machine, whatever its files name', async () => {
    using scratch = new Scratch();
    const note = scratch.write('notes/a.md', essay('network'));
    const root = path.dirname(note);
    for (const place of ['//server/share/x', '\\\\server\\share\\x']) {
      fs.rmSync(path.join(root, '.git'), { recursive: true, force: true });
      fs.writeFileSync(path.join(root, '.git'), `gitdir: ${place}\n`);
      expect(() => new Repository(root)).toThrow('network');
      fs.rmSync(path.join(root, '.git'));
      gitIn(root, ['init', '-q']);
      fs.writeFileSync(path.join(root, '.git', 'objects', 'info', 'alternates'), `${place}\n`);
      expect(() => new Repository(root)).toThrow('network');
    }
  });

  it('does not hold up mining with a pipe in place of a file', async () => {
    using scratch = new Scratch();
    const note = scratch.write('notes/a.md', essay('pipe'));
    for (const name of ['HEAD', 'packed-refs', 'commondir']) {
      fs.rmSync(path.join(scratch.folder, 'notes', '.git'), { recursive: true, force: true });
      gitIn(path.dirname(note), ['init', '-q']);
      fs.rmSync(path.join(scratch.folder, 'notes', '.git', name), { force: true });
      execFileSync('mkfifo', [path.join(scratch.folder, 'notes', '.git', name)]);
      expect(await new GitDates().firstCommit(note)).toBeNull();
    }
  });
});
