import { sep } from 'node:path';
import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** What is remembered of a document, so that it is not read again while it is unchanged. */
export interface FileState {
  path: string;
  /** Bytes. */
  size: number;
  /** Milliseconds since 1970. */
  mtime: number;
  /** Hash of the file's bytes, hex. */
  sha256: string;
  /** The user named this very file, so it is read whatever the rules for folders say. */
  explicit: boolean;
  /** What was skipped in it, by reason. */
  skipped: Record<string, number>;
}

/** What is checked before a file is read. */
export interface FileLook extends Pick<FileState, 'size' | 'mtime' | 'explicit' | 'skipped'> {
  /** Number of its items left out as duplicates. */
  duplicates: number;
}

/** The documents mined so far, and which of their items were left out as duplicates. */
export class FileStates {
  readonly #select: StatementSync;
  readonly #look: StatementSync;
  readonly #upsert: StatementSync;
  readonly #delete: StatementSync;
  readonly #under: StatementSync;
  readonly #duplicate: StatementSync;
  readonly #duplicatesOf: StatementSync;
  readonly #duplicatesIn: StatementSync;
  readonly #clearDuplicates: StatementSync;
  readonly #copies: StatementSync;
  readonly #reread: StatementSync;
  readonly #db: DatabaseSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#copies = db.prepare('select id, file from duplicates where original = ?');
    this.#reread = db.prepare("update files set size = -1, sha256 = '' where path = ?");
    this.#select = db.prepare('select * from files where path = ?');
    this.#look = db.prepare(
      `select size, mtime, explicit, skipped, (select count(*) from duplicates where file = path) as duplicates
       from files where path = ?`,
    );
    this.#upsert = db.prepare(
      `insert into files(path, size, mtime, sha256, explicit, skipped) values (?, ?, ?, ?, ?, ?)
       on conflict(path) do update set size = excluded.size, mtime = excluded.mtime, sha256 = excluded.sha256,
         explicit = excluded.explicit, skipped = excluded.skipped`,
    );
    this.#delete = db.prepare('delete from files where path = ?');
    this.#under = db.prepare(
      'select path, explicit from files where path = ? or (path >= ? and path < ?) order by path',
    );
    this.#duplicate = db.prepare(
      `insert into duplicates(id, file, original) values (?, ?, ?)
       on conflict(id) do update set file = excluded.file, original = excluded.original`,
    );
    this.#duplicatesOf = db.prepare('select distinct file from duplicates where original = ?');
    this.#duplicatesIn = db.prepare('select count(*) as n from duplicates where file = ?');
    this.#clearDuplicates = db.prepare('delete from duplicates where file = ?');
  }

  get(path: string): FileState | undefined {
    const row = this.#select.get(path) as FileRow | undefined;
    return row && { ...row, explicit: row.explicit === 1, skipped: readSkipped(row.skipped) };
  }

  /** What tells, without reading the file, whether it is unchanged, and what was counted in it. */
  look(path: string): FileLook | undefined {
    const row = this.#look.get(path) as LookRow | undefined;
    return row && { ...row, explicit: row.explicit === 1, skipped: readSkipped(row.skipped) };
  }

  set(state: FileState): void {
    const { path, size, mtime, sha256, explicit, skipped } = state;
    this.#upsert.run(path, size, mtime, sha256, explicit ? 1 : 0, JSON.stringify(skipped));
  }

  /** Forgets the file and what is known of its duplicates; its items are not touched. */
  remove(path: string): void {
    this.#delete.run(path);
    this.#clearDuplicates.run(path);
  }

  /** Has the file read again next time, even if it has not changed. */
  reread(path: string): void {
    this.#reread.run(path);
  }

  /** Forgets all files. */
  clear(): void {
    this.#db.exec('delete from files; delete from duplicates;');
  }

  /** The file itself, or if it is a folder every file in it, by path. */
  *under(path: string): Generator<{ path: string; explicit: boolean }> {
    for (const row of this.#under.iterate(path, ...folderRange(path))) {
      yield { path: row.path as string, explicit: row.explicit === 1 };
    }
  }

  /** Records that the item `id` of `file` was left out because it repeats the item `original`. */
  addDuplicate(id: string, file: string, original: string): void {
    this.#duplicate.run(id, file, original);
  }

  clearDuplicates(file: string): void {
    this.#clearDuplicates.run(file);
  }

  /** How many items of the file were left out as duplicates. */
  countDuplicates(file: string): number {
    return (this.#duplicatesIn.get(file) as { n: number }).n;
  }

  /** Items that were left out because of this one, with their files. */
  duplicatesOf(original: string): { id: string; file: string }[] {
    return this.#copies.all(original).map((row) => ({ id: row.id as string, file: row.file as string }));
  }

  /** Files with an item that was left out because of this one. */
  filesRepeating(original: string): string[] {
    return (this.#duplicatesOf.all(original) as { file: string }[]).map((row) => row.file);
  }
}

type AsStored<T> = Omit<T, 'explicit' | 'skipped'> & { explicit: number; skipped: string };
type FileRow = AsStored<FileState>;
type LookRow = AsStored<FileLook>;

/** In most files nothing was skipped. */
function readSkipped(json: string): Record<string, number> {
  return json === '{}' ? {} : (JSON.parse(json) as Record<string, number>);
}

/** The half-open range of strings that begin with the folder's path and a separator. */
export function folderRange(folder: string): [from: string, to: string] {
  const base = folder.endsWith(sep) ? folder.slice(0, -1) : folder;
  return [base + sep, base + String.fromCharCode(sep.charCodeAt(0) + 1)];
}
