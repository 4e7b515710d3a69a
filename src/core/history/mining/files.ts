import { stat } from 'node:fs/promises';
import { basename, dirname, join, posix, relative, sep } from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { realPath } from '../../files/realPath.ts';
import { readRegular } from '../../files/regular.ts';
import { OwnhandError } from '../../support/errors.ts';
import { originalsFirst } from './copies.ts';
import { gitExcludes } from './gitExcludes.ts';
import { LONGEST, MATCHING, tamed } from './ignoreLists.ts';
import { IGNORE_FILES, walk } from './walk.ts';

const BOILERPLATE =
  /^(?:licen[cs]e|copying|changelog|code[_-]of[_-]conduct|pull_request_template|requirements.*|robots|cmakelists)(?:[._-][^.]*)?\.(?:md|markdown|txt|rst|adoc|asciidoc|org)$/i;

/** A document to read. */
export interface FoundFile {
  /** Absolute. */
  path: string;
  /** The user named this very file. */
  explicit: boolean;
}

/** What was found under the paths the user gave. */
export interface FoundFiles {
  files: FoundFile[];
  /** Absolute paths the user gave; whatever was known under them and not found is gone. */
  roots: string[];
  /** Files skipped because of their name alone, by reason. */
  skipped: Record<string, number>;
}

/**
 * Finds the documents in folders, and the named files themselves, whatever their extension.
 * @throws OwnhandError `bad-input` for a path where there is nothing
 */
export async function findFiles(paths: string[]): Promise<FoundFiles> {
  if (paths.length === 0) throw new OwnhandError('bad-input', 'Name at least one folder or file to mine.');
  const roots = [...new Set(paths.map(realPath))];
  const kinds = await Promise.all(roots.map(kindOf));
  const found = new Map<string, FoundFile>();
  const skipped: Record<string, number> = {};
  for (const [i, root] of roots.entries()) {
    if (kinds[i] === 'file') {
      found.set(root, { path: root, explicit: true });
      continue;
    }
    const folder = await findInFolder(root);
    for (const path of folder.files) if (!found.has(path)) found.set(path, { path, explicit: false });
    for (const [reason, n] of Object.entries(folder.skipped)) skipped[reason] = (skipped[reason] ?? 0) + n;
  }
  const files = [...found.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  return { files: originalsFirst(files), roots, skipped };
}

/** What is at a path. @throws OwnhandError `bad-input` if nothing there can be read */
export async function kindOf(path: string): Promise<'file' | 'folder'> {
  try {
    const stats = await stat(path);
    if (stats.isDirectory()) return 'folder';
    if (stats.isFile()) return 'file';
  } catch (error) {
    const denied = ['EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '');
    if (denied)
      throw new OwnhandError(
        'bad-input',
        `"${path}" cannot be read without permission; give yourself access to it and try again.`,
      );
    throw new OwnhandError('bad-input', `There is no file or folder at "${path}"; check the path and try again.`);
  }
  throw new OwnhandError(
    'bad-input',
    `"${path}" is neither a file nor a folder; name a folder, a document or a .jsonl file.`,
  );
}

async function findInFolder(root: string): Promise<{ files: string[]; skipped: Record<string, number> }> {
  const { documents, ignoreFiles, repositories, skipped } = await walk(root);
  const rules = await readRules(root, ignoreFiles, repositories);
  const files: string[] = [];
  for (const name of documents) {
    const reason = rules.isIgnored(name) ? 'ignored' : BOILERPLATE.test(basename(name)) ? 'boilerplate' : null;
    if (reason) skipped[reason] = (skipped[reason] ?? 0) + 1;
    else files.push(join(root, name));
  }
  return { files, skipped };
}

/** All ignore rules that apply below one folder. */
interface Rules {
  /** @param name path relative to that folder, with forward slashes */
  isIgnored(name: string): boolean;
}

/** Patterns that apply below a folder. */
interface Layer {
  rules: Ignore;
  /** From the folder above to the one that was named, or `''`. */
  prefix: string;
  /** The folder inside the one that was named, `''` or `a/b/`. */
  folder: string;
}

async function readRules(root: string, ignoreFiles: string[], repositories: string[]): Promise<Rules> {
  const layers = await rulesAbove(root, repositories.includes(''));
  for (const folder of repositories.toSorted()) layers.push(...(await repositoryRules(join(root, folder), '', folder)));
  const inside = new Map<string, Ignore>();
  for (const name of ignoreFiles.toSorted()) {
    const folder = posix.dirname(name) === '.' ? '' : `${posix.dirname(name)}/`;
    inside.set(folder, await addRules(inside.get(folder) ?? ignore(), join(root, name)));
  }
  for (const [folder, rules] of inside) layers.push({ rules, prefix: '', folder });
  let spent = 0;
  return {
    isIgnored(name) {
      if (spent > MATCHING) return true;
      const began = performance.now();
      let ignored = false;
      // The last matching rule decides, and it is in the deepest file, as in git.
      for (const { rules, prefix, folder } of layers) {
        if (!name.startsWith(folder)) continue;
        const result = rules.test(prefix + name.slice(folder.length));
        if (result.ignored) ignored = true;
        else if (result.unignored) ignored = false;
      }
      spent += performance.now() - began;
      return ignored;
    },
  };
}

/** Rules of the folders above, up to the repository's root; none if they ignore the folder the user named. */
async function rulesAbove(root: string, isRepository: boolean): Promise<Layer[]> {
  const layers: Layer[] = [];
  if (isRepository) return layers;
  for (let folder = dirname(root); ; folder = dirname(folder)) {
    const prefix = `${relative(folder, root).replaceAll(sep, '/')}/`;
    const rules = ignore();
    for (const name of IGNORE_FILES) await addRules(rules, join(folder, name));
    layers.unshift({ rules, prefix, folder: '' });
    if (await exists(join(folder, '.git'))) {
      layers.unshift(...(await repositoryRules(folder, prefix, '')));
      break;
    }
    if (dirname(folder) === folder) return [];
  }
  return layers.some(({ rules, prefix }) => rules.ignores(prefix)) ? [] : layers;
}

/** What a repository ignores besides its `.gitignore` files. */
async function repositoryRules(root: string, prefix: string, folder: string): Promise<Layer[]> {
  return (await gitExcludes(root)).map((text) => ({ rules: ignore().add(tamed(text)), prefix, folder }));
}

async function addRules(rules: Ignore, file: string): Promise<Ignore> {
  try {
    return rules.add(tamed((await readRegular(file, LONGEST)).toString()));
  } catch {
    return rules;
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
