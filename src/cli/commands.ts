import type { Command } from './command.ts';
import { doctor } from './doctor.ts';
import { evalCommand } from './eval.ts';
import { forget, history, mine, model, read, search } from './library.ts';
import { profile } from './profile.ts';
import { adapter, train } from './training.ts';
import { WRITING } from './writing.ts';

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
  ...WRITING,
  eval: evalCommand,
  adapter,
  doctor: {
    about: 'says what works here: devices, base model, history',
    usage: 'doctor',
    options: {},
    run: (engine) => doctor(engine),
  },
};
