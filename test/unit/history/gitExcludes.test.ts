import path from 'node:path';
import { expect, test } from 'vitest';
import { findFiles } from '../../../src/core/history/mining/files.ts';
import { gitExcludes } from '../../../src/core/history/mining/gitExcludes.ts';
import { Scratch } from './scratch.ts';

/** A repository with three notes; names of those that are mined, and the reasons given. */
async function found(scratch: Scratch, files: Record<string, string>) {
  for (const [name, content] of Object.entries(files)) scratch.write(name, content);
  const { files: kept, skipped } = await findFiles([path.join(scratch.folder, 'r')]);
  return {
    kept: kept.map(({ path: file }) => path.relative(path.join(scratch.folder, 'r'), file).replaceAll('\\', '/')),
    skipped,
  };
}

const NOTES = { 'r/a.md': 'a', 'r/private/b.md': 'b', 'r/letters/otto.md': 'o', 'r/letters/ada.md': 'a' };

test('applies a repository’s own exclude list, and lets .gitignore have the last word', async () => {
  using scratch = new Scratch();
  const result = await found(scratch, {
    ...NOTES,
    'r/.git/info/exclude': '# mine\nprivate/\nletters/*\n!letters/otto.md\n',
    'r/.gitignore': '!letters/ada.md\n',
  });
  expect(result).toEqual({ kept: ['a.md', 'letters/ada.md', 'letters/otto.md'], skipped: { ignored: 1 } });
});

test('gives a nested repository, and one above, their own', async () => {
  using scratch = new Scratch();
  const inside = { 'r/sub/.git/info/exclude': 'secret.md\n', 'r/sub/secret.md': 's', 'r/sub/open.md': 'o' };
  expect((await found(scratch, { ...NOTES, ...inside })).kept).not.toContain('sub/secret.md');
  scratch.write('.git/info/exclude', 'r/private/\n');
  const { kept } = await found(scratch, {});
  expect(kept).toContain('sub/open.md');
  expect(kept).not.toContain('private/b.md');
});

test('counts every skipped folder with its reason', async () => {
  using scratch = new Scratch();
  const { kept, skipped } = await found(scratch, {
    ...NOTES,
    'r/.git/HEAD': '',
    'r/Build/shed.md': 's',
    'r/x/node_modules/p/readme.md': 'p',
    'r/.obsidian/plugins.md': 'p',
    'r/DIST/x.md': 'x',
  });
  expect(kept).toEqual(['a.md', 'letters/ada.md', 'letters/otto.md', 'private/b.md']);
  expect(skipped).toEqual({ 'folder of built files': 2, 'folder of packages': 1, 'hidden folder': 1 });
});

test.each<[string, Record<string, string>, Record<string, string>, string[]]>([
  ['the user’s own list', { 'config/git/ignore': 'a\n' }, {}, ['a\n']],
  [
    'named in the repository',
    {
      'r/.git/config': '[core]\n\tbare = false\n\texcludesFile = ~/lists/mine\n',
      'home/lists/mine': 'b\n',
      'config/git/ignore': 'a\n',
    },
    {},
    ['b\n'],
  ],
  [
    'named in the user’s settings, quoted',
    { 'home/.gitconfig': '[user]\nname = x\n[Core] ExcludesFile = "~/my list" ; mine\n', 'home/my list': 'c\n' },
    {},
    ['c\n'],
  ],
  [
    'named in an included file',
    {
      'home/.gitconfig': '[include]\n  path = more\n',
      'home/more': '[core]\nexcludesfile = ~/l # x\n',
      'home/l': 'd\n',
    },
    {},
    ['d\n'],
  ],
  [
    'no settings of the user',
    { 'home/.gitconfig': '[core]\nexcludesfile = ~/l\n', 'home/l': 'd\n' },
    { GIT_CONFIG_GLOBAL: '/nowhere' },
    [],
  ],
  [
    'named, but not there',
    { 'home/.gitconfig': '[core]\nexcludesfile = ~/none\n', 'config/git/ignore': 'a\n' },
    {},
    [],
  ],
  [
    'a work tree',
    {
      'r/.git': 'gitdir: ../main/.git/worktrees/r\n',
      'main/.git/worktrees/r/commondir': '../..\n',
      'main/.git/info/exclude': 'e\n',
    },
    {},
    ['e\n'],
  ],
])('follows git’s lists: %s', async (_, files, more, lists) => {
  using scratch = new Scratch();
  if (!('r/.git' in files)) scratch.write('r/.git/HEAD', '');
  for (const [name, content] of Object.entries(files)) scratch.write(name, content);
  const env = {
    HOME: path.join(scratch.folder, 'home'),
    XDG_CONFIG_HOME: path.join(scratch.folder, 'config'),
    GIT_CONFIG_NOSYSTEM: '1',
    ...more,
  };
  expect(await gitExcludes(path.join(scratch.folder, 'r'), env)).toEqual(lists);
});
