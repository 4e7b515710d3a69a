import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { EXTENSIONS } from '../../readers/extensions.ts';

export const IGNORE_FILES = ['.gitignore', '.ownhandignore'];
/** Folders that tools fill; a path the user gives may be inside one. */
const PASSED_OVER = new Map([
  ...['node_modules', 'bower_components', 'vendor', 'third_party', 'site-packages', 'venv'].map(
    (name) => [name, 'folder of packages'] as const,
  ),
  ...['dist', 'build', 'target', 'coverage', '_site', '__pycache__'].map(
    (name) => [name, 'folder of built files'] as const,
  ),
]);
const REPOSITORY = '.git';
/** Folders of version control, which are skipped without being counted: they contain no notes. */
const UNTOLD = new Set([REPOSITORY, '.hg', '.svn']);
const DOCUMENT = new RegExp(`\\.(?:${EXTENSIONS.join('|')})$`, 'i');
const FOLDERS_AT_ONCE = 32;
/** Depth of folders; nobody's notes are deeper. */
const DEEPEST = 64;

/** What a folder contains; names are relative to it, with forward slashes. */
export interface Walk {
  documents: string[];
  ignoreFiles: string[];
  /** Folders that contain a git repository, perhaps this one itself: `''` or `a/b/`. */
  repositories: string[];
  /** Skipped folders, by reason. */
  skipped: Record<string, number>;
}

/** Finds documents by their extensions. Links to folders are not followed; skipped folders are counted. */
export async function walk(root: string): Promise<Walk> {
  const found: Walk = { documents: [], ignoreFiles: [], repositories: [], skipped: {} };
  const skip = (reason: string) => {
    found.skipped[reason] = (found.skipped[reason] ?? 0) + 1;
  };
  let folders = [''];
  for (let depth = 0; folders.length > 0; depth++) {
    const inside: string[] = [];
    for (let i = 0; i < folders.length; i += FOLDERS_AT_ONCE) {
      const some = folders.slice(i, i + FOLDERS_AT_ONCE);
      const lists = await Promise.all(
        some.map((folder) => readdir(join(root, folder), { withFileTypes: true }).catch(() => null)),
      );
      for (const [j, entries] of lists.entries()) {
        const folder = some[j]!;
        if (entries === null) skip('unreadable');
        for (const entry of entries ?? []) {
          const { name } = entry;
          if (name === REPOSITORY) found.repositories.push(folder);
          if (entry.isDirectory()) {
            const reason = name.startsWith('.') ? 'hidden folder' : PASSED_OVER.get(name.toLowerCase());
            if (depth >= DEEPEST) skip('unreadable');
            else if (reason === undefined) inside.push(`${folder}${name}/`);
            else if (!UNTOLD.has(name)) skip(reason);
          } else if (IGNORE_FILES.includes(name)) found.ignoreFiles.push(folder + name);
          else if (!name.startsWith('.') && DOCUMENT.test(name)) found.documents.push(folder + name);
        }
      }
    }
    folders = inside;
  }
  return found;
}
