import * as v from 'valibot';
import { FromViewSchema } from '../../../src/extension/profileView/messages.ts';
import { mutatedJson } from '../mutations.ts';
import type { Target } from '../target.ts';

const FROM_VIEW = [
  { type: 'ready' },
  { type: 'run', command: 'ownhand.mine' },
  { type: 'profile', prose: 'Writes of kettles.' },
  { type: 'habits', off: ['titles'] },
  { type: 'target', command: 'ownhand.forget', target: '/notes' },
  { type: 'strength', strength: 0.5 },
];

/** What comes from other processes and from the side bar's page. */
export const MESSAGE_TARGETS: Target[] = [
  {
    name: 'messages of the page',
    inputs: mutatedJson(FROM_VIEW),
    read: (input) => {
      let message: unknown;
      try {
        message = JSON.parse(input.toString('utf8'));
      } catch {
        return; // no message at all
      }
      const { success, output } = v.safeParse(FromViewSchema, message);
      if (success && 'command' in output && !/^ownhand\.\w+$/.test(output.command))
        throw new Error(`the page may run "${output.command}"`);
    },
  },
];
