import fs from 'node:fs';
import path from 'node:path';

/** An npm package that ships, with its licence. */
export interface Component {
  name: string;
  version: string;
  /** SPDX id */
  licence: string;
  /** For a package without a licence text: its copyright line from readme or code, or its author; may be empty. */
  copyright: string;
  /** Its files of licences and notices, by name. */
  texts: { file: string; text: string }[];
}

/** Licences that only require attribution, with their text. */
const ALLOWED = ['Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT'];
const LEGAL_FILE = /^(?:licen[cs]e|copying|notice|third.?party.?notices?)/i;

interface Manifest {
  name: string;
  version: string;
  main?: string;
  author?: string | { name: string };
  license?: string;
  /** How packages said it before npm settled on `license`. */
  licenses?: { type: string }[];
}

/**
 * Reads the packages' own descriptions.
 * @param folders of packages, absolute
 * @returns each package once, in alphabetical order
 * @throws Error if a licence is not an allowed one, or has no text (the MIT licence's is known)
 */
export function readComponents(folders: string[]): Component[] {
  const components = new Map(folders.map(readComponent).map((each) => [`${each.name}@${each.version}`, each]));
  return [...components.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function readComponent(folder: string): Component {
  const manifest = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8')) as Manifest;
  const { name, version } = manifest;
  const licence = manifest.license ?? manifest.licenses?.map(({ type }) => type).join(' AND ') ?? 'none';
  if (!ALLOWED.includes(licence))
    throw new Error(`${name} ships, but its licence (${licence}) is not among those known.`);
  const files = fs.readdirSync(folder).sort();
  const read = (file: string) => fs.readFileSync(path.join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim();
  const texts = files.filter((file) => LEGAL_FILE.test(file)).map((file) => ({ file, text: read(file) }));
  if (texts.length > 0) return { name, version, licence, copyright: '', texts };
  if (licence !== 'MIT') throw new Error(`${name} ships, but without the text of its licence.`);
  const others = [...files.filter((file) => /^readme/i.test(file)), manifest.main ?? 'index.js'];
  const copyright = others.flatMap((file) => /\bcopyright \S.*/i.exec(read(file)) ?? [])[0] ?? authorOf(manifest);
  return { name, version, licence, copyright, texts };
}

function authorOf({ author = '' }: Manifest): string {
  return typeof author === 'string' ? author : author.name;
}
