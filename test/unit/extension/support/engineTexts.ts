/** Sentences of errors as they stand in the engine's sources, for tests of how the editor says them. */
import fs from 'node:fs';
import path from 'node:path';

const ROOT = path.join(import.meta.dirname, '../../../..');

export interface EngineText {
  file: string;
  /** The kind of error, as `ErrorCode` names it. */
  code: string;
  /** With `${…}` for what is filled in. */
  sentence: string;
}

/** @param folder under the repository's root */
export function engineTexts(folder: string): EngineText[] {
  return fs
    .readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => {
      const source = fs.readFileSync(path.join(ROOT, folder, name), 'utf8');
      const found = source.matchAll(
        /new OwnhandError\(\s*'([\w-]+)',\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|`((?:[^`\\]|\\.)*)`)/g,
      );
      return [...found].map(([, code, single, double, template]) => ({
        file: `${folder}/${name}`,
        code: code!,
        sentence: (single ?? double ?? template ?? '').replace(/\\(['"`])/g, '$1'),
      }));
    });
}

/** All that the sources of a folder hold, to look a text up in. */
export function sourceOf(folder: string): string {
  return fs
    .readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => fs.readFileSync(path.join(ROOT, folder, name), 'utf8'))
    .join('\n');
}
