import { complete as completeAs } from '../core/tasks/complete/complete.ts';
import type { TaskName, TaskParams, TaskResult } from '../core/tasks/list.ts';
import { asSystem } from '../evaluate/asSystem.ts';
import type { Command } from './command.ts';
import { documentText } from './given.ts';

const complete: Command = {
  about: 'continues a text. `--strength` exaggerates what the adapter has learned',
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
        ? await engine.writing.run('complete', params, signal)
        : await engine.writing.use(
            (writer) => completeAs(asSystem(writer, system), params, { source }, signal),
            signal,
          );
    return { json: result, text: result.suggestion === '' ? `(nothing: ${result.reason})` : result.suggestion };
  },
};

const title = choosing('titles', 'title', 'suggests titles for a text', 3, ({ titles }) =>
  titles.map(({ text }) => text),
);

const tags = choosing('tags', 'tags', 'suggests tags for a text', 5, (result) =>
  result.tags.map((each) => `${each.text}${each.new ? ' (new)' : ''}`),
);

const description = choosing(
  'descriptions',
  'description',
  'suggests descriptions of a text, of a sentence or two, for its front matter',
  3,
  ({ descriptions }) => descriptions.map(({ text }) => text),
);

/** A command for a task that gives several answers. @param n the default number */
function choosing<N extends TaskName>(
  task: N,
  name: string,
  about: string,
  n: number,
  lines: (result: TaskResult<N>) => string[],
): Command {
  return {
    about,
    usage: `${name} (--text T | --file F) [-n N]`,
    options: { text: true, file: true, n: true },
    run: async (engine, args, signal) => {
      const params = { ...documentText(args), n: args.number('n') ?? n } as TaskParams<N>;
      const result = await engine.writing.run(task, params, signal);
      return { json: result, text: lines(result).join('\n') };
    },
  };
}

const rewrite: Command = {
  about: 'rewrites a text in your own style, or says why it did not',
  usage: 'rewrite (--text T | --file F)',
  options: { text: true, file: true },
  run: async (engine, args, signal) => {
    const result = await engine.writing.run('rewrite', documentText(args), signal);
    return { json: result, text: result.reason === null ? result.text : `${result.text}\n(${result.reason})` };
  },
};

/** What writes, by the names of the commands. */
export const WRITING: Record<string, Command> = { complete, title, tags, description, rewrite };
