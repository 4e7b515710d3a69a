import fs from 'node:fs';
import { EXPORT_WARNING, FORMATS } from '../core/adapter/formats.ts';
import type { Engine } from '../core/engine/engine.ts';
import { SEARCH_MODES } from '../core/retrieval/hybrid.ts';
import { OwnhandError } from '../core/support/errors.ts';
import { LINEAR_LAYERS, type LinearLayer, METHODS, type Scale } from '../core/train/types.ts';
import type { ReadFile } from '../core/types.ts';
import { type Arguments, type Options, UsageError } from './arguments.ts';
import { doctor } from './doctor.ts';
import { evalCommand } from './eval.ts';
import { agree, ProgressLine, table } from './output.ts';
import { profile } from './profile.ts';

/** What a command prints: the JSON object of its contract, and the same for a person. */
export interface Printed {
  json: object;
  text: string;
}

export interface Command {
  usage: string;
  /** What it does, in a phrase or two of Markdown, for `--help` and docs/command-line.md. */
  about: string;
  options: Options;
  run: (engine: Engine, args: Arguments, signal: AbortSignal) => Promise<Printed>;
}

/** Words and numbers that are missing are a usage error. */
function word(args: Arguments, index: number, what: string): string {
  const value = args.words[index];
  if (value === undefined) throw new UsageError(`${what} is missing`);
  return value;
}

/** The document a task is for: `--text`, or a file's text. */
function documentText(args: Arguments): { text: string; source?: string } {
  const text = args.text('text');
  if (text !== undefined) return { text };
  const file = args.text('file');
  if (file === undefined) throw new UsageError('--text or --file is missing');
  try {
    return { text: fs.readFileSync(file, 'utf8'), source: fs.realpathSync(file) };
  } catch (cause) {
    throw new OwnhandError('bad-input', `"${file}" cannot be read; check the path.`, { cause });
  }
}

async function withProgress<T>(work: (line: ProgressLine) => Promise<T>): Promise<T> {
  const line = new ProgressLine();
  try {
    return await work(line);
  } finally {
    line.end();
  }
}

const model: Command = {
  about: 'gets, lists or removes base models; `box` is the small one that comes with Ownhand',
  usage: 'model add [default|box|ID|FOLDER|FILE.gguf] | model list | model remove ID',
  options: {},
  run: async (engine, args, signal) => {
    const action = word(args, 0, 'add, list or remove');
    if (action === 'add') {
      const source = args.words[1] ?? 'default';
      await withProgress((line) => engine.addModel(source, { onProgress: line.show, signal }));
    } else if (action === 'remove') await engine.removeModel(word(args, 1, 'the id of a model'));
    else if (action !== 'list') throw new UsageError(`model ${action} is unknown`);
    const models = engine.models();
    const rows = models.map((each) => [
      each.id,
      each.architecture,
      each.parameters,
      `${Math.round(each.bytes / 1e6)} MB`,
    ]);
    return { json: { models }, text: rows.length > 0 ? table(rows) : 'No base model yet: ownhand model add default' };
  },
};

const mine: Command = {
  about:
    'reads folders, documents, or `.jsonl` files of items; again, it reads only what has changed. With `--dense`, earlier texts are also found by meaning',
  usage: 'mine PATH… [--dense default|ID|FOLDER|none]',
  options: { dense: true },
  run: async (engine, args, signal) => {
    word(args, 0, 'a folder or file');
    const given = args.text('dense');
    const dense = given === 'none' ? null : given;
    const result = await withProgress((line) => engine.mine(args.words, { dense, onProgress: line.show, signal }));
    const embedded = result.embedded > 0 ? `, ${result.embedded} embedded` : '';
    const skipped = Object.entries(result.skipped).map(([reason, n]) => `, ${n} skipped: ${reason}`);
    return {
      json: result,
      text: `${result.items} items (${result.added} added, ${result.updated} updated, ${result.removed} removed, ${result.duplicates} duplicates, ${result.redacted} secrets redacted${embedded}${skipped.join('')})`,
    };
  },
};

const read: Command = {
  about:
    'shows what mining would store of a document: title, date and where it comes from, tags, language, text; stores nothing',
  usage: 'read FILE…',
  options: {},
  run: async (engine, args, signal) => {
    word(args, 0, 'a file');
    const files = await engine.read(args.words, { signal });
    const [first] = files;
    return { json: files.length === 1 && first ? first : { files }, text: files.map(readText).join('\n\n') };
  },
};

/** What is read of a file, as a person reads it: what is known of the text, a blank line, the text. */
function readText({
  file,
  line,
  title,
  date,
  dateFrom,
  tags,
  language,
  text,
  words,
  redacted,
  skipped,
}: ReadFile): string {
  const name = line === undefined ? file : `${file}, line ${line}`;
  if (skipped !== null) return `${name}\nLeft out: ${skipped}`;
  const rows = [
    ['Title', title ?? ''],
    ['Date', date === null ? 'none' : `${date} (from: ${dateFrom})`],
    ['Tags', tags.join(', ') || 'none'],
    ['Language', language ?? 'unknown'],
    ['Words', words],
    ['Redacted', redacted],
  ];
  return `${name}\n${table(rows)}\n\n${text}`;
}

const history: Command = {
  about: 'lists what was read, the latest first',
  usage: 'history [--limit N]',
  options: { limit: true },
  run: async (engine, args) => {
    const result = engine.history(args.number('limit') ?? 20);
    const rows = result.items.map((item) => [item.date?.slice(0, 10) ?? '–', item.title, item.tags.join(', ')]);
    return { json: result, text: `${table(rows)}\n${result.total} items in all` };
  },
};

const forget: Command = {
  about: 'takes a document, an item or everything out of the history, and names the adapters that have learnt from it',
  usage: 'forget (--source PATH | --item ID | --all)',
  options: { source: true, item: true, all: false },
  run: async (engine, args) => {
    const [source, item, all] = [args.text('source'), args.text('item'), args.flag('all')];
    if ([source !== undefined, item !== undefined, all].filter(Boolean).length !== 1) {
      throw new UsageError('one of --source, --item and --all is needed');
    }
    const result = engine.forget(all ? { all: true } : item !== undefined ? { item } : { source: source! });
    const { items, adaptersToRetrain: names } = result;
    const retrain = names.length > 0 ? ` Train again, for they have learnt from it: ${names.join(', ')}.` : '';
    return { json: result, text: `Forgot ${items} ${items === 1 ? 'item' : 'items'}.${retrain}` };
  },
};

const search: Command = {
  about: 'finds passages in your earlier writing',
  usage: 'search QUERY [-k N] [--before DATE] [--mode bm25|dense|hybrid]',
  options: { k: true, before: true, mode: true },
  run: async (engine, args) => {
    word(args, 0, 'a query');
    const mode = SEARCH_MODES.find((each) => each === args.text('mode'));
    if (!mode && args.text('mode') !== undefined)
      throw new UsageError(`--mode takes one of ${SEARCH_MODES.join(', ')}`);
    const options = { k: args.number('k') ?? 5, before: args.text('before'), mode };
    const result = await engine.search(args.words.join(' '), options);
    return { json: result, text: result.hits.map((hit) => `${hit.title}\n    ${hit.snippet}`).join('\n') };
  },
};

const train: Command = {
  about:
    'trains an adapter. `--resume` continues a run that was stopped, `--update` learns what is new since the last run',
  usage:
    'train [--method lora|ia3|prompt] [--epochs N] [--minutes M] [--until DATE] [--resume] [--update] [--name NAME] [--seed N] [--rank N] [--learning-rate X] [--layers q_proj,v_proj,…] [--virtual-tokens N] [--first-layer N] [--last-layer N] [--max-steps N]',
  options: {
    method: true,
    epochs: true,
    minutes: true,
    until: true,
    resume: false,
    update: false,
    name: true,
    seed: true,
    rank: true,
    'learning-rate': true,
    layers: true,
    'virtual-tokens': true,
    'first-layer': true,
    'last-layer': true,
    'max-steps': true,
  },
  run: async (engine, args, signal) => {
    const method = args.text('method');
    const options = {
      method: method === undefined ? undefined : oneOf(METHODS, 'method', method),
      epochs: args.number('epochs'),
      minutes: args.number('minutes'),
      until: args.text('until'),
      resume: args.flag('resume'),
      update: args.flag('update'),
      name: args.text('name'),
      seed: args.number('seed'),
      rank: args.number('rank'),
      learningRate: args.number('learning-rate'),
      targets: linearLayers(args.text('layers')),
      virtualTokens: args.number('virtual-tokens'),
      firstLayer: args.number('first-layer'),
      lastLayer: args.number('last-layer'),
      maxSteps: args.number('max-steps'),
    } as const;
    const result = await withProgress((line) => engine.train(options, { onProgress: line.showTraining, signal }));
    const { heldout, enabled, scale } = result;
    const verdict = enabled
      ? `Your latest writing costs less with it, and it serves from now on: ${served(scale)}.`
      : 'Your latest writing costs no less with it at any strength, and it stays off; more writing, or another base, may help.';
    return {
      json: result,
      text: `${result.adapter}: ${result.steps} steps by ${result.device}${result.why === undefined ? '' : ` (${result.why})`}, ${Math.round(result.tokensPerSecond)} tokens/s. Held-out bits per byte: ${heldout.base.toFixed(3)} without it, ${heldout.adapter.toFixed(3)} with it. ${verdict}`,
    };
  },
};

/** "text at strength 0.5, titles at 1; tags go on without it" */
function served(scale: Scale): string {
  const names = { text: 'text', title: 'titles', tags: 'tags' };
  const tasks = (['text', 'title', 'tags'] as const).filter((task) => scale[task] !== null);
  const used = tasks.filter((task) => scale[task] !== 0);
  const left = tasks.filter((task) => scale[task] === 0).map((task) => names[task]);
  const list = used.map((task, at) => `${names[task]} at ${at === 0 ? 'strength ' : ''}${scale[task]}`).join(', ');
  return left.length === 0 ? list : `${list}; ${left.join(' and ')} without it`;
}

function oneOf<T extends string>(values: readonly T[], option: string, given: string): T {
  const value = values.find((each) => each === given);
  if (value === undefined) throw new UsageError(`--${option} ${given} is unknown; use ${values.join(', ')}`);
  return value;
}

function linearLayers(list: string | undefined): LinearLayer[] | undefined {
  if (list === undefined) return undefined;
  const names = list.split(',');
  const known = LINEAR_LAYERS.filter((layer) => names.includes(layer));
  if (known.length !== names.length) throw new UsageError(`--layers takes some of ${LINEAR_LAYERS.join(',')}`);
  return known;
}

const complete: Command = {
  about: 'continues a text. `--strength` exaggerates what the adapter has learnt',
  usage: 'complete (--text T | --file F [--offset N]) [--suffix T] [--max-tokens N] [--system S] [--strength A]',
  options: { text: true, file: true, offset: true, suffix: true, 'max-tokens': true, system: true, strength: true },
  run: async (engine, args, signal) => {
    const { text, source } = documentText(args);
    const offset = args.number('offset') ?? text.length;
    const params = {
      text: text.slice(0, offset),
      suffix: args.text('suffix') ?? text.slice(offset),
      source,
      maxTokens: args.number('max-tokens'),
      system: args.text('system'),
      strength: args.number('strength'),
    };
    const result = await engine.complete(params, signal);
    return { json: result, text: result.suggestion === '' ? `(nothing: ${result.reason})` : result.suggestion };
  },
};

const title: Command = {
  about: 'suggests titles for a text',
  usage: 'title (--text T | --file F) [-n N]',
  options: { text: true, file: true, n: true },
  run: async (engine, args, signal) => {
    const { text, source } = documentText(args);
    const result = await engine.titles(text, args.number('n') ?? 3, source, signal);
    return { json: result, text: result.titles.map((each) => each.text).join('\n') };
  },
};

const tags: Command = {
  about: 'suggests tags for a text',
  usage: 'tags (--text T | --file F) [-n N]',
  options: { text: true, file: true, n: true },
  run: async (engine, args, signal) => {
    const { text, source } = documentText(args);
    const result = await engine.tags(text, args.number('n') ?? 5, source, signal);
    return { json: result, text: result.tags.map((each) => `${each.text}${each.new ? ' (new)' : ''}`).join('\n') };
  },
};

const rewrite: Command = {
  about: 'says a text in your own way, or says why it did not',
  usage: 'rewrite (--text T | --file F)',
  options: { text: true, file: true },
  run: async (engine, args, signal) => {
    const { text, source } = documentText(args);
    const result = await engine.rewrite(text, source, signal);
    return { json: result, text: result.reason === null ? result.text : `${result.text}\n(${result.reason})` };
  },
};

const adapter: Command = {
  about:
    'lists, switches, exports, imports and removes adapters. An export is a folder of Hugging Face PEFT files, or with `--format gguf` a file for llama.cpp',
  usage:
    'adapter list | use NAME|none | export NAME FOLDER [--format peft|gguf] | import FOLDER [--name NAME] | remove NAME',
  options: { format: true, name: true },
  run: async (engine, args, signal) => {
    const action = word(args, 0, 'list, use, export, import or remove');
    if (action === 'use') {
      const name = word(args, 1, 'the name of an adapter');
      engine.useAdapter(name === 'none' ? null : name);
    } else if (action === 'export') {
      const format = oneOf(FORMATS, 'format', args.text('format') ?? 'peft');
      const [name, folder] = [word(args, 1, 'the name of an adapter'), word(args, 2, 'a folder')];
      await agree(EXPORT_WARNING, 'Export it?', signal);
      await engine.exportAdapter(name, folder, format);
    } else if (action === 'import') {
      const folder = word(args, 1, 'a folder');
      engine.importAdapter(folder, args.text('name') ?? 'imported');
    } else if (action === 'remove') engine.removeAdapter(word(args, 1, 'the name of an adapter'));
    else if (action !== 'list') throw new UsageError(`adapter ${action} is unknown`);
    const adapters = engine.adapters.list();
    const rows = adapters.map(({ enabled, name, base, created, scale }) => [
      ...[enabled ? '*' : ' ', name, base, created.slice(0, 10)],
      scale ? served(scale) : '',
    ]);
    return { json: { adapters }, text: rows.length > 0 ? table(rows) : 'No adapter yet: ownhand train' };
  },
};

/** Every command by its name. */
export const COMMANDS: Record<string, Command> = {
  model,
  mine,
  read,
  history,
  forget,
  search,
  profile,
  train,
  complete,
  title,
  tags,
  rewrite,
  eval: evalCommand,
  adapter,
  doctor: {
    about: 'says what works here: devices, base model, history',
    usage: 'doctor',
    options: {},
    run: (engine) => doctor(engine),
  },
};
