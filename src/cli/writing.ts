import type * as v from 'valibot';
import { complete as completeAs } from '../core/tasks/complete/complete.ts';
import { TASKS, type TaskName } from '../core/tasks/list.ts';
import type { Task } from '../core/tasks/task.ts';
import { asSystem } from '../evaluate/asSystem.ts';
import type { Command } from './command.ts';
import { documentText } from './given.ts';

type AnyTask = Pick<Task<v.GenericSchema, unknown>, 'name' | 'command'>;

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

/** The commands that tasks declare, by their names; each gives several answers. */
function declared(): Record<string, Command> {
  const commands: Record<string, Command> = {};
  for (const [task, { name, command }] of Object.entries(TASKS as Record<string, AnyTask>)) {
    if (!command) continue;
    commands[name] = {
      about: command.about,
      usage: `${name} (--text T | --file F) [-n N]`,
      options: { text: true, file: true, n: true },
      run: async (engine, args, signal) => {
        const params = { ...documentText(args), n: args.number('n') ?? command.n };
        const result = await engine.writing.run(task as TaskName, params, signal);
        return { json: result, text: command.lines(result).join('\n') };
      },
    };
  }
  return commands;
}

const rewrite: Command = {
  about: 'rewrites a text in your own style, in up to three versions, or says why it did not',
  usage: 'rewrite (--text T | --file F)',
  options: { text: true, file: true },
  run: async (engine, args, signal) => {
    const result = await engine.writing.run('rewrite', documentText(args), signal);
    const versions = result.choices.map(({ text }) => text).join('\n\n');
    return { json: result, text: result.reason === null ? versions : `${result.text}\n(${result.reason})` };
  },
};

/** What writes, by the names of the commands. */
export const WRITING: Record<string, Command> = { complete, ...declared(), rewrite };
