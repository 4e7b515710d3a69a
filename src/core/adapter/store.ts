import fs from 'node:fs';
import path from 'node:path';
import { asFileError } from '../files/file.ts';
import { discard, replaceFolder, unfinished } from '../files/leftovers.ts';
import { versionOf } from '../files/version.ts';
import type { BaseModel } from '../model/base.ts';
import type { ModelConfig } from '../model/config.ts';
import { OwnhandError, quoted } from '../support/errors.ts';
import { type Adapter, methodOf } from './layout.ts';
import { checkBase, readPeft, writePeft } from './peft.ts';
import { type AdapterInfo, type AdapterRecord, checkName, isName, RECORD, readRecord } from './record.ts';
import { Stack } from './stack.ts';
import { atStrength, folded } from './strength.ts';
import type { TaskAdapter } from './taskAdapter.ts';
import { Versions } from './versions.ts';

/** Folder of an export that contains the user's part, if the task adapter is in a folder next to it. */
export const PERSONAL = 'personal';
/** Name of the adapter that serves, in the adapters folder; absent if the base serves alone. */
const ACTIVE = 'active.json';

/** An adapter together with the task adapter beneath it. */
export interface StackedAdapter extends Adapter {
  plain: Float32Array;
  at: (share: number) => Float32Array;
}

/** The user's adapters: one folder each, with standard PEFT files and a record. */
export class AdapterStore {
  readonly folder: string;
  readonly #versions: Versions;

  constructor(folder: string) {
    this.folder = folder;
    this.#versions = new Versions(folder);
  }

  /** A text that changes whenever an adapter is added, removed or chosen, by any process. */
  get version(): string {
    return versionOf(this.folder, path.join(this.folder, ACTIVE));
  }

  list(): AdapterInfo[] {
    if (!fs.existsSync(this.folder)) return [];
    const active = this.active();
    return fs
      .readdirSync(this.folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
      .flatMap((entry) => {
        const record = this.#record(entry.name);
        if (!record) return [];
        const {
          training: _,
          learnt: __,
          tagWeights: ___,
          strength: ____,
          outdated: _____,
          ngram: ______,
          calibration: _______,
          ...info
        } = record;
        return [{ ...info, enabled: entry.name === active, versions: this.#versions.listOf(record) }];
      })
      .sort((a, b) => (a.created < b.created ? 1 : -1));
  }

  /** The adapter that serves, or null. */
  active(): string | null {
    try {
      const { name } = JSON.parse(fs.readFileSync(path.join(this.folder, ACTIVE), 'utf8'));
      return typeof name === 'string' && this.#record(name) ? name : null;
    } catch {
      return null;
    }
  }

  /** @throws OwnhandError `bad-input` for an unknown name */
  use(name: string | null): void {
    if (name !== null) this.#existing(name);
    try {
      fs.mkdirSync(this.folder, { recursive: true, mode: 0o700 });
      replaceFile(path.join(this.folder, ACTIVE), JSON.stringify({ name }));
    } catch (error) {
      throw asFileError(error, 'Switching the adapter');
    }
  }

  /**
   * Saves an adapter under its name in one step. One of the same name stays as an earlier version.
   * @param aside the new one is kept as a version of the one in use, which stays
   */
  save(record: AdapterRecord, adapter: Adapter, config: ModelConfig, { aside = false } = {}): void {
    checkName(record.name);
    const temporary = unfinished(path.join(this.folder, record.name));
    try {
      fs.mkdirSync(this.folder, { recursive: true, mode: 0o700 });
      writePeft(temporary, adapter, record.base, config);
      fs.writeFileSync(path.join(temporary, RECORD), `${JSON.stringify(record, null, 2)}\n`);
      if (aside) this.#versions.add(record.name, temporary);
      else this.#replace(record.name, temporary);
      this.#versions.dropOldest(this.#existing(record.name));
      if (aside) fs.rmSync(temporary, { recursive: true });
    } catch (error) {
      fs.rmSync(temporary, { recursive: true, force: true });
      throw asFileError(error, 'Saving the adapter');
    }
  }

  /**
   * Puts an earlier version of an adapter back in use; the one in use becomes a version.
   * @param created of the version; the newest of the others by default
   * @throws OwnhandError `bad-input` if there is no such version
   */
  goBack(name: string, created?: string): void {
    const current = this.#existing(name);
    if (created === current.created) return;
    const earlier = this.#versions.before(current);
    const wanted = created === undefined ? earlier[0] : earlier.find(({ record }) => record.created === created);
    if (!wanted) {
      const message = created === undefined ? 'no earlier version' : `no version of ${created}`;
      throw new OwnhandError('bad-input', `The adapter "${name}" has ${message}; list the adapters you have.`);
    }
    const temporary = unfinished(path.join(this.folder, name));
    try {
      fs.cpSync(wanted.folder, temporary, { recursive: true });
      this.#replace(name, temporary);
      discard(wanted.folder);
      this.#versions.dropOldest(this.#existing(name));
    } catch (error) {
      fs.rmSync(temporary, { recursive: true, force: true });
      throw asFileError(error, 'Going back to an earlier version');
    }
  }

  /**
   * Records that something has been forgotten. Earlier versions that have learned from it are deleted; an adapter in
   * use is returned, so that the user can train it again, and is then replaced in any case.
   * @param knows whether the adapter with this record has learned from it
   * @returns names of the adapters in use that have
   */
  forget(knows: (record: AdapterRecord) => boolean): string[] {
    const names: string[] = [];
    for (const { name } of this.list()) {
      try {
        const record = this.#existing(name);
        for (const earlier of this.#versions.before(record)) {
          if (knows(earlier.record)) discard(earlier.folder);
        }
        if (!knows(record)) continue;
        names.push(name);
        const outdated = JSON.stringify({ ...record, outdated: true }, null, 2);
        if (!record.outdated) replaceFile(path.join(this.folder, name, RECORD), `${outdated}\n`);
      } catch (error) {
        throw asFileError(error, 'Forgetting what adapters have learned');
      }
    }
    return names;
  }

  /** The adapter's folder and those of its earlier versions. */
  foldersOf(name: string): string[] {
    return [path.join(this.folder, name), ...this.#versions.foldersOf(name)];
  }

  /** Whether there is an adapter of this name. */
  has(name: string): boolean {
    return this.#record(name) !== null;
  }

  /** What is kept of an adapter with its weights. @throws OwnhandError `bad-input` for an unknown name */
  record(name: string): AdapterRecord {
    return this.#existing(name);
  }

  /** @throws OwnhandError `bad-adapter` if it was trained on other weights than this base's */
  load(name: string, base: BaseModel): Adapter {
    const record = this.#existing(name);
    if (record.baseSha256 !== base.manifest.sha256) {
      throw new OwnhandError(
        'bad-adapter',
        `The adapter "${name}" was trained on another base model (${record.base}); train it again on ${base.id}.`,
      );
    }
    return readPeft(path.join(this.folder, name), base.manifest.config);
  }

  /** The same with its strength applied to its tensors, for further learning. */
  loadFolded(name: string, base: BaseModel): Adapter {
    return folded(this.load(name, base), this.#existing(name).strength ?? 1);
  }

  /**
   * The adapter as it serves: on top of the task adapter that it was trained on.
   * @param task the task adapter of this base, or null if there is none
   * @returns also `plain`, [P]: the same without the personal part, and `at`, which gives it at another share of the
   * adapter's strength
   * @throws OwnhandError `bad-adapter` if it was trained on another base or another task adapter
   */
  loadStacked(name: string, base: BaseModel, task: TaskAdapter | null): StackedAdapter {
    const own = this.load(name, base);
    const wanted = this.#existing(name).task ?? null;
    if (wanted !== null && wanted !== task?.sha256) {
      throw new OwnhandError(
        'bad-adapter',
        `The adapter "${name}" was trained on another version of Ownhand's own adapter for this model; train it again.`,
      );
    }
    const stack = new Stack(base.manifest.config, wanted === null ? null : task, own.layout);
    const at = (share: number) => stack.join(atStrength(own, share));
    return { layout: stack.layout, vector: at(1), plain: at(0), at };
  }

  /** Imports a folder of PEFT files, made by us or by PEFT, or an export of two adapters, for this base. */
  import(exported: string, name: string, base: BaseModel): void {
    if (this.has(name)) {
      throw new OwnhandError('bad-input', `There is already an adapter "${name}"; choose another name, or remove it.`);
    }
    const part = path.join(exported, PERSONAL);
    const folder = fs.existsSync(path.join(part, RECORD)) ? part : exported;
    const adapter = readPeft(folder, base.manifest.config);
    const { shape, length } = adapter.layout;
    const known = readRecord(path.join(folder, RECORD));
    if (!known) checkBase(folder, base);
    if (known && known.baseSha256 !== base.manifest.sha256) {
      throw new OwnhandError(
        'bad-adapter',
        `This adapter was trained on another base model (${known.base}); add that model and choose it first.`,
      );
    }
    const record: AdapterRecord = known
      ? { ...known, name }
      : {
          name,
          method: methodOf(shape),
          base: base.id,
          baseSha256: base.manifest.sha256,
          task: null,
          rank: shape.lora?.rank ?? null,
          parameters: length,
          created: new Date().toISOString(),
          items: 0,
          heldout: null,
          scale: null,
        };
    this.save(record, adapter, base.manifest.config);
  }

  remove(name: string): void {
    this.#existing(name);
    if (this.active() === name) this.use(null);
    try {
      // The one in use goes last: otherwise earlier versions of a deleted adapter would return with the next of its
      // name.
      for (const folder of this.foldersOf(name).reverse()) discard(folder);
    } catch (error) {
      throw asFileError(error, 'Removing the adapter');
    }
  }

  /** Moves a finished folder into an adapter's place, after keeping what was there as a version. */
  #replace(name: string, finished: string): void {
    const target = path.join(this.folder, name);
    const before = this.#record(name);
    if (before && !before.outdated) this.#versions.add(name, target);
    replaceFolder(finished, target);
  }

  #existing(name: string): AdapterRecord {
    const record = this.#record(name);
    if (!record)
      throw new OwnhandError('bad-input', `There is no adapter "${quoted(name)}"; list the adapters you have.`);
    return record;
  }

  #record(name: string): AdapterRecord | null {
    return isName(name) ? readRecord(path.join(this.folder, name, RECORD)) : null;
  }
}

/** Writes a small file so that a reader sees the old or the new one, never half. */
function replaceFile(file: string, content: string | Uint8Array): void {
  const temporary = unfinished(file);
  fs.writeFileSync(temporary, content, { mode: 0o600 });
  fs.renameSync(temporary, file);
}
