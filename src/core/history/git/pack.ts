/**
 * A git pack with its index (gitformat-pack(5), index version 2), readable at any position; only its bytes are read.
 */
import path from 'node:path';
import { inflateSync } from 'node:zlib';
import { RandomFile } from '../../files/file.ts';
import { type GitObject, NotGit, OBJECT_LIMIT } from './object.ts';

const FANOUT_AT = 8;
const NAMES_AT = FANOUT_AT + 256 * 4;
/** Longest chain from an object to the one it is made from: git's own limit. */
const CHAIN_LIMIT = 4_096;
/** Bytes made and kept on the way to one object: each step can claim that its own is large. */
const WAY_LIMIT = 256 << 20;
/** Bytes of objects kept, because the next ones are made from them. */
const KEPT = 32 << 20;

const KINDS: Record<number, GitObject['kind'] | undefined> = { 1: 'commit', 2: 'tree', 3: 'blob', 4: 'tag' };
const OFFSET_DELTA = 6;
const NAME_DELTA = 7;

export class Pack {
  readonly #file: RandomFile;
  readonly #index: Buffer;
  readonly #hash: number;
  readonly #count: number;
  readonly #kept = new Map<number, GitObject>();
  #keptBytes = 0;

  private constructor(file: RandomFile, index: Buffer, hash: number) {
    this.#file = file;
    this.#index = index;
    this.#hash = hash;
    this.#count = countIn(index);
  }

  /** Kept in memory. */
  get indexBytes(): number {
    return this.#index.length;
  }

  /**
   * @param index path of the `.idx` file
   * @param hash bytes of an object's name, 20 or 32
   * @param most bytes of the index
   * @throws NotGit
   */
  static open(index: string, hash: number, most: number): Pack {
    const names = RandomFile.open(index);
    try {
      if (names.size > most || names.size < NAMES_AT) throw new NotGit('index');
      const bytes = names.read(0, names.size);
      if (bytes.readUInt32BE(0) !== 0xff744f63 || bytes.readUInt32BE(4) !== 2) throw new NotGit('index');
      if (names.size < NAMES_AT + countIn(bytes) * (hash + 8) + 2 * hash) throw new NotGit('index');
      const { dir, name } = path.parse(index);
      return new Pack(RandomFile.open(path.join(dir, `${name}.pack`)), bytes, hash);
    } finally {
      names.close();
    }
  }

  /** The object of this name, or null where it is in another pack. @param name bytes @throws NotGit */
  read(name: Buffer): GitObject | null {
    const at = this.#find(name);
    return at === null ? null : this.#at(at);
  }

  close(): void {
    this.#file.close();
  }

  #find(name: Buffer): number | null {
    const first = name[0];
    let low = first === 0 ? 0 : this.#index.readUInt32BE(FANOUT_AT + (first - 1) * 4);
    let high = Math.min(this.#count, this.#index.readUInt32BE(FANOUT_AT + first * 4));
    while (low < high) {
      const middle = (low + high) >> 1;
      const place = NAMES_AT + middle * this.#hash;
      const order = name.compare(this.#index, place, place + this.#hash);
      if (order === 0) return this.#offset(middle);
      if (order < 0) high = middle;
      else low = middle + 1;
    }
    return null;
  }

  #offset(index: number): number {
    const offsets = NAMES_AT + this.#count * (this.#hash + 4);
    const short = this.#index.readUInt32BE(offsets + index * 4);
    if (short < 0x80000000) return short;
    const at = offsets + this.#count * 4 + (short - 0x80000000) * 8;
    if (at + 8 > this.#index.length) throw new NotGit('index');
    return Number(this.#index.readBigUInt64BE(at));
  }

  /** Follows the chain down to a whole object, then makes each from the one before. */
  #at(start: number): GitObject {
    const chain: { at: number; delta: Buffer }[] = [];
    let at = start;
    let made = 0;
    let whole: GitObject | undefined;
    const make = (bytes: Buffer) => {
      made += bytes.length;
      if (made > WAY_LIMIT) throw new NotGit('chain');
      return bytes;
    };
    while (!whole) {
      whole = this.#kept.get(at);
      if (whole) break;
      const entry = this.#entry(at);
      const kind = KINDS[entry.type];
      if (kind) whole = this.#keep(at, { kind, bytes: this.#inflate(entry.data, entry.size) });
      else {
        if (chain.length >= CHAIN_LIMIT) throw new NotGit('chain');
        chain.push({ at, delta: make(this.#inflate(entry.data, entry.size)) });
        at = entry.base;
      }
    }
    for (const { at: place, delta } of chain.reverse()) {
      whole = this.#keep(place, { kind: whole.kind, bytes: make(applyDelta(whole.bytes, delta)) });
    }
    return whole;
  }

  #entry(at: number): { type: number; size: number; data: number; base: number } {
    const head = this.#file.read(at, Math.min(64, this.#file.size - at));
    let byte = head[0];
    const type = (byte >> 4) & 7;
    let size = byte & 15;
    let shift = 4;
    let next = 1;
    for (; byte & 0x80; next++) {
      byte = head[next];
      size += (byte & 0x7f) * 2 ** shift;
      shift += 7;
    }
    if (size > OBJECT_LIMIT) throw new NotGit('size');
    if (type === NAME_DELTA) {
      const base = this.#find(head.subarray(next, next + this.#hash));
      if (base === null) throw new NotGit('base');
      return { type, size, data: at + next + this.#hash, base };
    }
    let back = 0;
    if (type === OFFSET_DELTA) {
      byte = head[next++];
      back = byte & 0x7f;
      while (byte & 0x80) {
        byte = head[next++];
        back = (back + 1) * 128 + (byte & 0x7f);
      }
      if (!(back > 0 && back <= at)) throw new NotGit('base');
    } else if (!KINDS[type]) throw new NotGit('type');
    return { type, size, data: at + next, base: at - back };
  }

  #inflate(at: number, size: number): Buffer {
    // Data that compresses worst is stored as it is, with five more bytes per block.
    const most = size + (size >> 10) + 64;
    const packed = this.#file.read(at, Math.min(most, this.#file.size - at));
    // Just enough room for this one: by default the library takes 16 kB for each.
    const bytes = inflateSync(packed, { maxOutputLength: Math.max(1, size), chunkSize: Math.max(64, size + 1) });
    if (bytes.length !== size) throw new NotGit('size');
    return bytes;
  }

  #keep(at: number, object: GitObject): GitObject {
    this.#kept.set(at, object);
    this.#keptBytes += object.bytes.length;
    for (const [place, { bytes }] of this.#kept) {
      if (this.#keptBytes <= KEPT) break;
      this.#kept.delete(place);
      this.#keptBytes -= bytes.length;
    }
    return object;
  }
}

/** Objects in a pack, by its index. */
function countIn(index: Buffer): number {
  return index.readUInt32BE(NAMES_AT - 4);
}

/** Builds an object from another: copied runs, and new bytes between them. */
function applyDelta(base: Buffer, delta: Buffer): Buffer {
  let at = 0;
  const length = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      if (at >= delta.length || shift > 42) throw new NotGit('delta');
      const byte = delta[at++];
      value += (byte & 0x7f) * 2 ** shift;
      if (!(byte & 0x80)) return value;
    }
  };
  const from = length();
  const size = length();
  if (from !== base.length || size > OBJECT_LIMIT) throw new NotGit('delta');
  const out = Buffer.alloc(size);
  let done = 0;
  while (at < delta.length) {
    const code = delta[at++];
    let [source, start, run] = [delta, at, code];
    if (code & 0x80) {
      const number = (bits: number, first: number) => {
        let value = 0;
        for (let i = 0; i < bits; i++) if (code & (1 << (first + i))) value += (delta[at++] ?? 0) * 2 ** (8 * i);
        return value;
      };
      start = number(4, 0);
      run = number(3, 4) || 0x10000;
      source = base;
    } else at += run;
    if (run === 0 || start + run > source.length || done + run > size) throw new NotGit('delta');
    source.copy(out, done, start, start + run);
    done += run;
  }
  if (done !== size) throw new NotGit('delta');
  return out;
}
