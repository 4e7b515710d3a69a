import { complete as completeAs } from '../core/tasks/complete/complete.ts';
import { asSystem } from '../evaluate/asSystem.ts';
import type { Command } from './command.ts';
import { documentText } from './given.ts';

export const complete: Command = {
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
      strength: args.number('strength'),
    };
    const system = args.text('system');
    const result =
      system === undefined
        ? await engine.writing.complete(params, signal)
        : await engine.writing.use((writer) => completeAs(asSystem(writer, system), params, signal), signal);
    return { json: result, text: result.suggestion === '' ? `(nothing: ${result.reason})` : result.suggestion };
  },
};

export const title: Command = {
  about: 'suggests titles for a text',
  usage: 'title (--text T | --file F) [-n N]',
  options: { text: true, file: true, n: true },
  run: async (engine, args, signal) => {
    const { text, source } = documentText(args);
    const result = await engine.writing.titles(text, args.number('n') ?? 3, source, signal);
    return { json: result, text: result.titles.map((each) => each.text).join('\n') };
  },
};

export const tags: Command = {
  about: 'suggests tags for a text',
  usage: 'tags (--text T | --file F) [-n N]',
  options: { text: true, file: true, n: true },
  run: async (engine, args, signal) => {
    const { text, source } = documentText(args);
    const result = await engine.writing.tags(text, args.number('n') ?? 5, source, signal);
    return { json: result, text: result.tags.map((each) => `${each.text}${each.new ? ' (new)' : ''}`).join('\n') };
  },
};

export const rewrite: Command = {
  about: 'says a text in your own way, or says why it did not',
  usage: 'rewrite (--text T | --file F)',
  options: { text: true, file: true },
  run: async (engine, args, signal) => {
    const { text, source } = documentText(args);
    const result = await engine.writing.rewrite(text, source, signal);
    return { json: result, text: result.reason === null ? result.text : `${result.text}\n(${result.reason})` };
  },
};
