/**
 * A git repository as far as dates need it, read from its files alone. git itself is not run: it would obey the
 * configuration in the folder, which belongs to the person who made it and can run programs and open connections.
 */
import fs from 'node:fs';
import path from 'node:path';
import { inflateSync } from 'node:zlib';
import { isOnNetwork } from '../../files/realPath.ts';
import { NotRegular, readRegularSync } from '../../files/regular.ts';
import { type GitObject, NotGit, OBJECT_LIMIT } from './object.ts';
import { Pack } from './pack.ts';

/** A file of names or small settings is never larger than this. */
const SMALL = 16 << 20;
/** Bytes of all pack indexes, which are kept in memory. */
const INDEXES = 256 << 20;
/** Packs, each of which is an open file; git combines them at 50. */
const PACKS = 400;
/** The most object folders that can be chained. */
const ALTERNATES = 8;

export class Repository {
  /** Hex name of the checked-out commit; null before the first one. */
  readonly head: string | null;
  /** Whether the clone was shallow. */
  readonly shallow: boolean;
  /** Bytes of an object's name. */
  readonly hash: number;
  readonly #folders: string[];
  #packs: Pack[] | undefined;

  /** @param root folder that contains `.git` @throws NotGit */
  constructor(root: string) {
    const own = gitFolder(path.join(root, '.git'));
    const common = linked(own, readSmall(path.join(own, 'commondir'))) ?? own;
    this.head = resolveRef('HEAD', [own, common]);
    this.hash = (this.head?.length ?? 40) / 2;
    this.shallow = fs.existsSync(path.join(common, 'shallow'));
    this.#folders = objectFolders(path.join(common, 'objects'));
  }

  /** @param name hex, or bytes @throws NotGit if it is missing, as in a clone without trees, or damaged */
  read(name: string | Buffer): GitObject {
    const bytes = typeof name === 'string' ? Buffer.from(name, 'hex') : name;
    if (bytes.length !== this.hash) throw new NotGit('name');
    try {
      for (const pack of this.#open()) {
        const object = pack.read(bytes);
        if (object) return object;
      }
      const hex = bytes.toString('hex');
      for (const folder of this.#folders) {
        const object = readLoose(path.join(folder, hex.slice(0, 2), hex.slice(2)));
        if (object) return object;
      }
    } catch (cause) {
      throw cause instanceof NotGit ? cause : new NotGit('object', { cause });
    }
    throw new NotGit('missing');
  }

  close(): void {
    for (const pack of this.#packs ?? []) pack.close();
    this.#packs = undefined;
  }

  #open(): Pack[] {
    if (this.#packs) return this.#packs;
    this.#packs = [];
    let room = INDEXES;
    for (const folder of this.#folders.map((each) => path.join(each, 'pack'))) {
      const names = fs.existsSync(folder) ? fs.readdirSync(folder) : [];
      for (const name of names.filter((each) => each.endsWith('.idx'))) {
        const pack = Pack.open(path.join(folder, name), this.hash, room);
        this.#packs.push(pack);
        room -= pack.indexBytes;
        if (this.#packs.length > PACKS) throw new NotGit('packs');
      }
    }
    return this.#packs;
  }
}

/** `.git` is a folder, or a file that names one, as in a submodule or a second work tree. */
function gitFolder(place: string): string {
  if (fs.statSync(place).isDirectory()) return place;
  const named = /^gitdir: (.+)$/m.exec(readSmall(place) ?? '')?.[1];
  const folder = linked(path.dirname(place), named ?? null);
  if (folder === null) throw new NotGit('gitdir');
  return folder;
}

function linked(from: string, to: string | null): string | null {
  if (to === null || to.trim() === '') return null;
  if (isOnNetwork(to.trim())) throw new NotGit('network');
  return path.resolve(from, to.trim());
}

function resolveRef(first: string, folders: readonly string[]): string | null {
  let name = first;
  for (let hops = 0; hops < 5; hops++) {
    if (name !== 'HEAD' && (!name.startsWith('refs/') || name.split('/').includes('..'))) throw new NotGit('ref');
    const text = folders.map((folder) => readSmall(path.join(folder, name))).find((each) => each !== null);
    const value = text?.trim() ?? packedRef(name, folders);
    if (value === null) return null;
    if (/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(value)) return value;
    const next = /^ref: (\S+)$/.exec(value)?.[1];
    if (next === undefined) throw new NotGit('ref');
    name = next;
  }
  throw new NotGit('ref');
}

function packedRef(name: string, folders: readonly string[]): string | null {
  for (const folder of folders) {
    for (const line of (readSmall(path.join(folder, 'packed-refs')) ?? '').split('\n')) {
      if (line.endsWith(` ${name}`)) return line.slice(0, -name.length - 1);
    }
  }
  return null;
}

/** A repository's folder of objects, and those that it borrows from. */
function objectFolders(first: string): string[] {
  const folders = [first];
  for (const folder of folders) {
    const list = readSmall(path.join(folder, 'info', 'alternates')) ?? '';
    const others = list.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    if (folders.length + others.length > ALTERNATES) throw new NotGit('alternates');
    for (const other of others) folders.push(linked(folder, other) ?? folder);
  }
  return folders;
}

function readLoose(file: string): GitObject | null {
  const packed = readFile(file, OBJECT_LIMIT);
  if (packed === null) return null;
  const bytes = inflateSync(packed, { maxOutputLength: OBJECT_LIMIT });
  const end = bytes.indexOf(0);
  const kind = /^(commit|tree|blob|tag) \d+$/.exec(bytes.toString('latin1', 0, Math.max(0, end)))?.[1];
  if (kind === undefined) throw new NotGit('object');
  return { kind: kind as GitObject['kind'], bytes: bytes.subarray(end + 1) };
}

function readSmall(file: string): string | null {
  return readFile(file, SMALL)?.toString() ?? null;
}

/** Null if there is none, or something other than a file of this size. @throws NotGit */
function readFile(file: string, most: number): Buffer | null {
  // A name in a folder's files must not open a connection.
  if (isOnNetwork(file)) throw new NotGit('network');
  try {
    return readRegularSync(file, most);
  } catch (error) {
    const none = ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');
    if (none || error instanceof NotRegular) return null;
    throw error;
  }
}
