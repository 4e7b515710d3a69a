import fs from 'node:fs';
import path from 'node:path';
import { OwnhandError } from '../support/errors.ts';

const HUB_ID = /^([A-Za-z0-9][\w.-]*\/[A-Za-z0-9][\w.-]*)(?:@([\w./-]+))?$/;

/** Where a base model is imported from. */
export type ModelSource =
  | { kind: 'hub'; id: string; revision: string }
  | { kind: 'folder'; path: string }
  | { kind: 'gguf'; path: string };

/**
 * What a person typed: "org/name" or "org/name@revision" on the Hub, a folder, or a .gguf file. Whatever exists on disk
 * is taken from disk.
 * @throws OwnhandError `bad-input` if it is none of these.
 */
export function parseSource(text: string): ModelSource {
  const stat = fs.statSync(text, { throwIfNoEntry: false });
  if (stat?.isDirectory()) return { kind: 'folder', path: path.resolve(text) };
  if (stat?.isFile() && /\.gguf$/i.test(text)) return { kind: 'gguf', path: path.resolve(text) };
  const match = HUB_ID.exec(text);
  if (match && !stat && !/\.gguf$/i.test(text) && !text.includes('..')) {
    return { kind: 'hub', id: match[1], revision: match[2] ?? 'main' };
  }
  throw new OwnhandError(
    'bad-input',
    `"${text}" is not a model folder, a .gguf file or a Hub id; check the path, or give an id such as "HuggingFaceTB/SmolLM2-135M-Instruct".`,
  );
}

/** A model's default id: the Hub id, or the name of its file or folder. */
export function idOf(source: ModelSource): string {
  if (source.kind === 'hub') return source.revision === 'main' ? source.id : `${source.id}@${source.revision}`;
  return path.basename(source.path).replace(/\.gguf$/i, '');
}

/**
 * Folder name of a model id: the "/" of a Hub id becomes "--", unusual characters become "_". Never outside the models
 * folder, never hidden, never a name that Windows reserves.
 * @throws OwnhandError `bad-input` for an id that is empty or far too long.
 */
export function folderName(id: string): string {
  const name = id
    .replaceAll('/', '--')
    .replace(/[^A-Za-z0-9._@-]/g, '_')
    .replace(/^\.+/, (dots) => '_'.repeat(dots.length))
    .replace(/\.+$/, (dots) => '_'.repeat(dots.length));
  if (name === '' || name.length > 150) {
    throw new OwnhandError('bad-input', 'A model id has between 1 and 150 characters; choose another one.');
  }
  return /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(name) ? `_${name}` : name;
}
