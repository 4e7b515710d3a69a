/**
 * What a git repository ignores besides its `.gitignore` files, read from the files themselves: git is never run.
 * (git-scm.com/docs/gitignore, git-scm.com/docs/git-config)
 */
import { stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { isOnNetwork } from '../../files/realPath.ts';
import { readRegular } from '../../files/regular.ts';
import { LONGEST } from './ignoreLists.ts';

/** The most configuration files that one may include, in all. */
const MOST_INCLUDED = 64;
/** Of a line of configuration. */
const LONGEST_LINE = 4096;

/**
 * Patterns that apply to a whole repository, weakest first: the user's own list for all repositories, then the
 * repository's `info/exclude`.
 * @param root folder that contains `.git`
 * @returns texts of the lists, in `.gitignore` form
 */
export async function gitExcludes(root: string, env: NodeJS.ProcessEnv = process.env): Promise<string[]> {
  const folder = await gitFolder(root);
  if (folder === null) return [];
  const lists = [await excludesFile(root, folder, env), join(folder, 'info', 'exclude')];
  const texts = await Promise.all(lists.map(textOf));
  return texts.filter((text) => text !== null);
}

/**
 * Where a repository keeps what its work trees share: `.git`, or where the file `.git` of a work tree or submodule
 * points.
 */
async function gitFolder(root: string): Promise<string | null> {
  const path = join(root, '.git');
  const stats = await stat(path).catch(() => null);
  if (stats === null) return null;
  if (stats.isDirectory()) return path;
  const pointer = /^gitdir: (.+)$/m.exec((await textOf(path)) ?? '')?.[1]?.trim();
  if (!pointer) return null;
  const own = resolve(root, pointer);
  const common = (await textOf(join(own, 'commondir')))?.trim();
  return common ? resolve(own, common) : own;
}

/** The list that `core.excludesFile` names, the last setting winning; else `git/ignore` among the user's settings. */
async function excludesFile(root: string, folder: string, env: NodeJS.ProcessEnv): Promise<string> {
  const home = env.HOME || homedir();
  const settings = join(env.XDG_CONFIG_HOME || join(home, '.config'), 'git');
  const system = env.GIT_CONFIG_NOSYSTEM ? [] : [env.GIT_CONFIG_SYSTEM || '/etc/gitconfig'];
  const user =
    env.GIT_CONFIG_GLOBAL !== undefined
      ? [env.GIT_CONFIG_GLOBAL]
      : [join(settings, 'config'), join(home, '.gitconfig')];
  let named: string | undefined;
  for (const file of [...system, ...user, join(folder, 'config'), join(folder, 'config.worktree')]) {
    named = (await valueIn(file, home)) ?? named;
  }
  return named === undefined ? join(settings, 'ignore') : at(named, root, home);
}

/** `core.excludesFile` in one configuration file and those it includes. */
async function valueIn(file: string, home: string, read = new Set<string>()): Promise<string | undefined> {
  // A file that includes itself, or many others, would be read forever.
  if (read.has(file) || read.size >= MOST_INCLUDED) return undefined;
  read.add(file);
  const text = await textOf(file);
  if (text === null) return undefined;
  let section = '';
  let value: string | undefined;
  for (const line of text.split(/\r?\n/)) {
    if (line.length > LONGEST_LINE) continue;
    const head = /^\s*\[\s*([\w.-]+)(?:\s+"[^"]*")?\s*\]/.exec(line);
    if (head) section = head[1]!.toLowerCase();
    const rest = head ? line.slice(head[0].length) : line;
    const assigned = /^\s*([\w-]+)\s*=\s*(.*?)\s*$/.exec(rest);
    if (!assigned) continue;
    const name = `${section}.${assigned[1]!.toLowerCase()}`;
    if (name === 'core.excludesfile') value = unquoted(assigned[2]!);
    if (name === 'include.path')
      value = (await valueIn(at(unquoted(assigned[2]!), resolve(file, '..'), home), home, read)) ?? value;
  }
  return value;
}

/** A value without its quotes, its escapes and the comment after it. */
function unquoted(value: string): string {
  const bare = /^"((?:[^"\\]|\\.)*)"/.exec(value)?.[1] ?? value.replace(/\s+[#;].*$/, '');
  return bare.replace(/\\(["\\])/g, '$1');
}

function at(path: string, folder: string, home: string): string {
  if (path === '~' || path.startsWith('~/')) return join(home, path.slice(1));
  return isAbsolute(path) ? path : resolve(folder, path);
}

/**
 * For a file that a folder's own settings may name: not a pipe, which would keep us waiting, and not one on another
 * machine.
 */
async function textOf(file: string): Promise<string | null> {
  if (isOnNetwork(file)) return null;
  const bytes = await readRegular(file, LONGEST).catch(() => null);
  return bytes?.toString() ?? null;
}
