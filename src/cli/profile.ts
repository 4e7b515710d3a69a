import type { Engine } from '../core/engine/engine.ts';
import { HABIT_NAMES, type HabitName } from '../core/profile/habitNames.ts';
import type { ProfileResult } from '../core/profile/profile.ts';
import { type Arguments, UsageError } from './arguments.ts';
import type { Command } from './command.ts';

/** `ownhand profile`: shows the profile, has it measured or written again, or applies the user's changes. */
export const profile: Command = {
  about:
    'shows your habits as measured: length of sentences, titles, tags, spelling and more. You can reword the profile or leave habits out',
  usage: `profile [--refresh] [--generate] [--set TEXT | --reset] [--off ${HABIT_NAMES.join(',')}|none]`,
  options: { refresh: false, generate: false, set: true, reset: false, off: true },
  run: async (engine, args, signal) => {
    const generate = args.flag('generate');
    const edited = edit(engine, args);
    const result =
      edited && !generate ? edited : await engine.profile({ refresh: args.flag('refresh'), generate }, signal);
    const note =
      generate && !result.generated && !result.edited
        ? '\n(The base model found no true words of its own for these habits; fixed sentences stay.)'
        : '';
    return { json: result, text: `${result.prose}${note}` };
  },
};

/** Changes to the user's own profile; undefined for none. */
function edit(engine: Engine, args: Arguments): ProfileResult | undefined {
  const [prose, off] = [args.text('set'), args.text('off')];
  if (prose !== undefined && args.flag('reset')) throw new UsageError('--set and --reset exclude each other');
  let result: ProfileResult | undefined;
  if (off !== undefined) result = engine.switchHabits(habitNames(off));
  if (prose !== undefined) result = engine.editProfile(prose);
  if (args.flag('reset')) result = engine.editProfile(null);
  return result;
}

function habitNames(list: string): HabitName[] {
  const names = list === 'none' ? [] : list.split(',');
  const known = HABIT_NAMES.filter((name) => names.includes(name));
  if (known.length !== names.length) throw new UsageError(`--off takes some of ${HABIT_NAMES.join(',')}, or none`);
  return known;
}
