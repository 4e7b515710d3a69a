import fs from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import { asFileError } from '../files/file.ts';
import { replaceFolder, unfinished } from '../files/leftovers.ts';
import { versionOf } from '../files/version.ts';
import type { BaseModel } from '../model/base.ts';
import type { ModelConfig } from '../model/config.ts';
import { OwnhandError } from '../support/errors.ts';
import type { HeldOut, Scale } from './heldout.ts';
import { type Adapter, methodOf } from './layout.ts';
import { readPeft, writePeft } from './peft.ts';
import { METHODS, type Method } from './shape.ts';
import { Stack } from './stack.ts';
import { atStrength, folded } from './strength.ts';
import type { TaskAdapter } from './taskAdapter.ts';

export interface AdapterInfo {
  name: string;
  method: Method;
  base: string;
  baseSha256: string;
  /** SHA-256 of the task adapter that it stands on; null for one that stands on the base alone. */
  task: string | null;
  /** Rank of a LoRA adapter; null for the other methods. */
  rank: number | null;
  parameters: number;
  /** ISO time. */
  created: string;
  /** History items it was trained on. */
  items: number;
  enabled: boolean;
  heldout: HeldOut | null;
  /** The strength chosen for each task; null for an adapter for which none was. */
  scale: Scale | null;
}

/** What is kept beside the PEFT files: which base, how it was trained, how it did. */
export const RECORD = 'ownhand.json';
/** Folder of an export that holds the user's part, where the task adapter comes in a folder beside it. */
export const PERSONAL = 'personal';
/** Name of the adapter that serves, in the adapters folder; absent where the base serves alone. */
const ACTIVE = 'active.json';

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const share = v.pipe(v.number(), v.finite(), v.minValue(0));
const cost = v.object({ base: v.number(), adapter: v.number() });
const taskCosts = v.object({
  ...cost.entries,
  gain: v.optional(v.object({ mean: v.number(), error: v.nullable(v.number()) })),
});

/** What a record must hold to be one: it may come with an adapter from elsewhere. */
const recordSchema = v.looseObject({
  name: v.string(),
  method: v.optional(v.picklist(METHODS), 'lora'),
  base: v.string(),
  baseSha256: v.string(),
  task: v.nullish(v.string(), null),
  rank: v.nullish(count, null),
  parameters: count,
  created: v.string(),
  items: count,
  heldout: v.nullish(
    v.looseObject({ ...taskCosts.entries, median: cost, title: v.nullish(taskCosts), tags: v.nullish(taskCosts) }),
    null,
  ),
  scale: v.nullish(v.looseObject({ text: share, title: v.nullable(share), tags: v.nullable(share) }), null),
  strength: v.optional(v.pipe(share, v.gtValue(0))),
  learnt: v.optional(v.array(v.string())),
  training: v.optional(v.record(v.string(), v.unknown())),
});

/** The record of an adapter as stored; whether it is enabled is kept once, for all. */
export type AdapterRecord = Omit<AdapterInfo, 'enabled'> & {
  /** The strength that its files carry (see `carrying`); 1 unless given. */
  strength?: number;
  /** Settings it was trained with, for the reader. */
  training?: Record<string, unknown>;
  /** Items it was trained on, as `learntKey` names them; absent for an adapter from elsewhere. */
  learnt?: string[];
  /** How much each signal counts for tags, as learnt with this adapter on items it was not trained on. */
  tagWeights?: Record<string, number>;
  /** How much the user's n-grams count beside it; see `NgramWeights`. */
  ngram?: unknown;
};

/** An adapter on the task adapter beneath it. */
export interface StackedAdapter extends Adapter {
  plain: Float32Array;
  at: (share: number) => Float32Array;
}

/** The user's adapters: one folder each, holding standard PEFT files and a record. */
export class AdapterStore {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Another text whenever an adapter came, went or was chosen, by whatever process. */
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
        const { training: _, learnt: __, tagWeights: ___, strength: ____, ngram: _____, ...info } = record;
        return [{ ...info, enabled: entry.name === active }];
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

  /** @throws OwnhandError `bad-input` for a name that is not there */
  use(name: string | null): void {
    if (name !== null) this.#existing(name);
    try {
      fs.mkdirSync(this.folder, { recursive: true, mode: 0o700 });
      replaceFile(path.join(this.folder, ACTIVE), JSON.stringify({ name }));
    } catch (error) {
      throw asFileError(error, 'Switching the adapter');
    }
  }

  /** Saves an adapter under its name in one step; one of the same name is replaced. */
  save(record: AdapterRecord, adapter: Adapter, config: ModelConfig): void {
    checkName(record.name);
    const target = path.join(this.folder, record.name);
    const temporary = unfinished(target);
    try {
      fs.mkdirSync(this.folder, { recursive: true, mode: 0o700 });
      writePeft(temporary, adapter, record.base, config);
      fs.writeFileSync(path.join(temporary, RECORD), `${JSON.stringify(record, null, 2)}\n`);
      replaceFolder(temporary, target);
    } catch (error) {
      fs.rmSync(temporary, { recursive: true, force: true });
      throw asFileError(error, 'Saving the adapter');
    }
  }

  /** What is kept of an adapter beside its weights. @throws OwnhandError `bad-input` for a name that is not there */
  record(name: string): AdapterRecord {
    return this.#existing(name);
  }

  /** @throws OwnhandError `bad-adapter` when it was trained on other weights than this base's */
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

  /** The same with the strength that it carries in its tensors, to be learnt further. */
  loadFolded(name: string, base: BaseModel): Adapter {
    return folded(this.load(name, base), this.#existing(name).strength ?? 1);
  }

  /**
   * The adapter as it serves: on top of the task adapter that it was trained on.
   * @param task the task adapter of this base, or null where there is none
   * @returns also `plain`, [P]: the same without the personal part, and `at`, which gives it at another share of the
   *   strength that the adapter carries
   * @throws OwnhandError `bad-adapter` when it was trained on another base or another task adapter
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

  /** Takes in a folder of PEFT files, made by us or by PEFT, or an export of two adapters, for this base. */
  import(exported: string, name: string, base: BaseModel): void {
    const part = path.join(exported, PERSONAL);
    const folder = fs.existsSync(path.join(part, RECORD)) ? part : exported;
    const adapter = readPeft(folder, base.manifest.config);
    const { shape, length } = adapter.layout;
    const known = readRecord(path.join(folder, RECORD));
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
      fs.rmSync(path.join(this.folder, name), { recursive: true });
    } catch (error) {
      throw asFileError(error, 'Removing the adapter');
    }
  }

  #existing(name: string): AdapterRecord {
    const record = this.#record(name);
    if (!record) throw new OwnhandError('bad-input', `There is no adapter "${name}"; list the ones there are.`);
    return record;
  }

  #record(name: string): AdapterRecord | null {
    return isName(name) ? readRecord(path.join(this.folder, name, RECORD)) : null;
  }
}

function readRecord(file: string): AdapterRecord | null {
  try {
    return v.parse(recordSchema, JSON.parse(fs.readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
}

/** Adapter names are folder names: letters, digits, dots, dashes, underscores. */
function isName(name: string): boolean {
  return /^[\p{L}\p{N}_][\p{L}\p{N}._-]{0,63}$/u.test(name);
}

function checkName(name: string): void {
  if (!isName(name)) {
    throw new OwnhandError(
      'bad-input',
      `"${name}" cannot name an adapter; use up to 64 letters, digits, dots, dashes and underscores.`,
    );
  }
}

/** Writes a small file so that a reader sees the old or the new one, never half. */
function replaceFile(file: string, content: string | Uint8Array): void {
  const temporary = unfinished(file);
  fs.writeFileSync(temporary, content, { mode: 0o600 });
  fs.renameSync(temporary, file);
}
