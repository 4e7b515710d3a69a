import type { DatabaseSync } from 'node:sqlite';
import { type Eligible, eligibleConditions } from './eligible.ts';

/** A passage's vector with 8 bits per number: value = byte · scale. */
export interface StoredVector {
  bytes: Int8Array;
  scale: number;
}

/** Vectors of all passages of all items, one after another. */
export interface VectorMatrix {
  /** Numbers per vector. */
  size: number;
  bytes: Int8Array;
  scales: Float32Array;
  /** The item of each vector, by its place in the store, and the passage's number in the item. */
  seqs: Float64Array;
  parts: Uint16Array;
}

/** Vectors of the items' passages, by embedding model and by the hash of the item's text. */
export class VectorTable {
  readonly #db: DatabaseSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  /** Items whose passages this model has not embedded yet, in the order of storing. */
  missing(model: string): { seq: number; sha256: string }[] {
    return this.#db
      .prepare(
        `select min(seq) as seq, sha256 from items i
         where not exists (select 1 from vectors v where v.model = ? and v.sha256 = i.sha256)
         group by sha256 order by seq`,
      )
      .all(model) as { seq: number; sha256: string }[];
  }

  /** Keeps the vectors of an item's passages, in their order; none if the item has gone meanwhile. In a transaction. */
  put(model: string, sha256: string, vectors: StoredVector[]): void {
    if (!this.#db.prepare('select 1 from items where sha256 = ?').get(sha256)) return;
    const insert = this.#db.prepare(
      `insert into vectors(model, sha256, part, scale, bytes) values (?, ?, ?, ?, ?)
       on conflict(model, sha256, part) do update set scale = excluded.scale, bytes = excluded.bytes`,
    );
    for (const [part, { bytes, scale }] of vectors.entries()) {
      insert.run(model, sha256, part, scale, new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length));
    }
  }

  /** All vectors of a model. */
  load(model: string): VectorMatrix {
    const from = 'from vectors v join items i on i.sha256 = v.sha256 where v.model = ?';
    const { n, size } = this.#db
      .prepare(`select count(*) as n, coalesce(max(length(v.bytes)), 0) as size ${from}`)
      .get(model) as {
      n: number;
      size: number;
    };
    const matrix: VectorMatrix = {
      size,
      bytes: new Int8Array(n * size),
      scales: new Float32Array(n),
      seqs: new Float64Array(n),
      parts: new Uint16Array(n),
    };
    let at = 0;
    for (const row of this.#db
      .prepare(`select i.seq, v.part, v.scale, v.bytes ${from} order by i.seq, v.part`)
      .iterate(model)) {
      const { seq, part, scale, bytes } = row as { seq: number; part: number; scale: number; bytes: Uint8Array };
      if (at === n || bytes.length !== size) break;
      matrix.bytes.set(new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length), at * size);
      matrix.scales[at] = scale;
      matrix.seqs[at] = seq;
      matrix.parts[at] = part;
      at++;
    }
    return matrix;
  }

  /** Forgets the vectors of every model except one, or of all. */
  keepOnly(model: string | null): void {
    this.#db.prepare('delete from vectors where model is not ?').run(model);
  }

  /** The places of the items that may be found; null if all may. */
  allowed(eligible: Eligible): Set<number> | null {
    const { conditions, values } = eligibleConditions(eligible);
    if (conditions.length === 0) return null;
    const rows = this.#db
      .prepare(`select i.seq from items i indexed by items_by_place where ${conditions.join(' and ')}`)
      .all(...values) as { seq: number }[];
    return new Set(rows.map(({ seq }) => seq));
  }
}
