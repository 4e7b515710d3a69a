/** A user's adapter in a form that other programs load: on the plain base, without the task adapter beneath. */
import fs from 'node:fs';
import path from 'node:path';
import { asFileError } from '../files/file.ts';
import { clearLeftovers, replaceFolder, unfinished } from '../files/leftovers.ts';
import type { BaseModel } from '../model/base.ts';
import { OwnhandError } from '../support/errors.ts';
import type { Format } from './formats.ts';
import { writeGgufLora } from './gguf.ts';
import type { Adapter } from './layout.ts';
import { writePeft } from './peft.ts';
import { type AdapterRecord, RECORD } from './record.ts';
import { type AdapterStore, PERSONAL } from './store.ts';
import type { TaskAdapter } from './taskAdapter.ts';

/** What an export is made from. */
interface Source {
  base: BaseModel;
  /** The task adapter of this base, or null if there is none. */
  task: TaskAdapter | null;
}

/**
 * Exports an adapter into a new folder. A LoRA is joined with the task adapter's into one. An adapter that stands on
 * the task adapter in another way is exported as two adapters in folders of their own, to be applied one after the
 * other.
 * @returns the folder, or for GGUF the file in it
 * @throws OwnhandError `bad-input` for a folder that is not empty or a method the format does not have
 */
export function exportAdapter(
  store: AdapterStore,
  name: string,
  folder: string,
  format: Format,
  { base, task }: Source,
): string {
  const record = store.record(name);
  const there = fs.statSync(folder, { throwIfNoEntry: false });
  if (there && (!there.isDirectory() || fs.readdirSync(folder).length > 0)) {
    const what = there.isDirectory() ? 'not empty' : 'a file';
    throw new OwnhandError('bad-input', `"${folder}" is ${what}; choose a new or an empty folder.`);
  }
  const staging = unfinished(path.resolve(folder));
  try {
    fs.mkdirSync(path.dirname(staging), { recursive: true });
    clearLeftovers(path.dirname(staging));
    const file = writeInto(store, name, staging, format, { base, task }, record);
    replaceFolder(staging, folder);
    return path.join(folder, path.relative(staging, file));
  } catch (error) {
    fs.rmSync(staging, { recursive: true, force: true });
    throw asFileError(error, 'Exporting the adapter');
  }
}

/** @returns the folder, or for GGUF the file in it */
function writeInto(
  store: AdapterStore,
  name: string,
  folder: string,
  format: Format,
  { base, task }: Source,
  record: AdapterRecord,
): string {
  const own = store.load(name, base);
  const { vector, layout } = store.loadStacked(name, base, task);
  const whole = { layout, vector };
  if (format === 'gguf') {
    const file = path.join(folder, `${name}.gguf`);
    writeGgufLora(file, whole, name, base.manifest.config);
    return file;
  }
  const write = (adapter: Adapter, into: string, about?: AdapterRecord) => {
    writePeft(into, adapter, record.base, base.manifest.config);
    if (about) fs.writeFileSync(path.join(into, RECORD), `${JSON.stringify(about, null, 2)}\n`);
  };
  if (record.task === null || !task) write(own, folder, record);
  else if (record.method === 'lora') {
    const rank = layout.shape.lora?.rank ?? null;
    write(whole, folder, { ...record, task: null, rank, parameters: layout.length });
  } else {
    write(task, path.join(folder, 'task'));
    write(own, path.join(folder, PERSONAL), record);
    fs.writeFileSync(path.join(folder, 'README.md'), TWO_FOLDERS);
  }
  return folder;
}

const TWO_FOLDERS = `# Two adapters

\`personal\` was trained on top of \`task\`. With PEFT, merge the one into the base before loading the other:

    model = PeftModel.from_pretrained(base, "task").merge_and_unload()
    model = PeftModel.from_pretrained(model, "personal")
`;
