import { EXPORT_WARNING, FORMATS } from '../core/adapter/formats.ts';
import type { Scale } from '../core/adapter/heldout.ts';
import { LINEAR_LAYERS, type LinearLayer, METHODS } from '../core/adapter/shape.ts';
import { UsageError } from './arguments.ts';
import type { Command } from './command.ts';
import { actionOf, oneOf, withProgress, word } from './given.ts';
import { agree, table } from './output.ts';

function linearLayers(list: string | undefined): LinearLayer[] | undefined {
  if (list === undefined) return undefined;
  const names = list.split(',');
  const known = LINEAR_LAYERS.filter((layer) => names.includes(layer));
  if (known.length !== names.length) throw new UsageError(`--layers takes some of ${LINEAR_LAYERS.join(',')}`);
  return known;
}

export const train: Command = {
  about:
    'trains an adapter. `--resume` continues a run that was stopped, `--update` learns what is new since the last run',
  usage: `train [--method ${METHODS.join('|')}] [--epochs N] [--minutes M] [--until DATE] [--resume] [--update] [--name NAME] [--seed N] [--rank N] [--learning-rate X] [--layers q_proj,v_proj,…] [--virtual-tokens N] [--first-layer N] [--last-layer N] [--max-steps N]`,
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
      until: args.date('until'),
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
    const verdict =
      result.updated === false
        ? `The earlier adapter does better on your latest writing and stays${enabled ? ' in use' : ''}.`
        : enabled
          ? `Your latest writing costs less with it, and it serves from now on: ${served(scale)}.`
          : 'Your latest writing costs no less with it at any strength, and it stays off; more writing, or another base, may help.';
    return {
      json: result,
      text: `${result.adapter}: ${result.steps} steps by ${result.device}${result.why === undefined ? '' : ` (${result.why})`}, ${Math.round(result.tokensPerSecond)} tokens/s. Held-out bits per byte: ${heldout.base.toFixed(3)} without it, ${heldout.adapter.toFixed(3)} with it. ${verdict}`,
    };
  },
};

export const adapter: Command = {
  about:
    'lists, switches (to one of its last versions, too), exports, imports and removes adapters. An export is a folder of Hugging Face PEFT files, or with `--format gguf` a file for llama.cpp',
  usage: `adapter list | use NAME [VERSION]|none | export NAME FOLDER [--format ${FORMATS.join('|')}] | import FOLDER [--name NAME] | remove NAME`,
  options: { format: true, name: true },
  words: 3,
  run: async (engine, args, signal) => {
    const action = actionOf(args, { list: 0, use: 2, export: 2, import: 1, remove: 1 });
    if (action === 'use') {
      const name = word(args, 1, 'the name of an adapter');
      engine.useAdapter(name === 'none' ? null : name, args.words[2]);
    } else if (action === 'export') {
      const format = oneOf(FORMATS, 'format', args.text('format') ?? 'peft');
      const [name, folder] = [word(args, 1, 'the name of an adapter'), word(args, 2, 'a folder')];
      await agree(EXPORT_WARNING, 'Export it?', signal);
      await engine.exportAdapter(name, folder, format);
    } else if (action === 'import') {
      const folder = word(args, 1, 'a folder');
      engine.importAdapter(folder, args.text('name') ?? 'imported');
    } else if (action === 'remove') engine.removeAdapter(word(args, 1, 'the name of an adapter'));
    const adapters = engine.adapters.list();
    const rows = adapters.map(({ enabled, name, base, created, scale }) => [
      ...[enabled ? '*' : ' ', name, base, created.slice(0, 10)],
      scale ? served(scale) : '',
    ]);
    return { json: { adapters }, text: rows.length > 0 ? table(rows) : 'No adapter yet: ownhand train' };
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
