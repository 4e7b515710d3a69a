import path from 'node:path';
import * as v from 'valibot';
import { type ErrorCode, OwnhandError } from '../../../src/core/support/errors.ts';
import { FromViewSchema } from '../../../src/extension/sidebar/messages.ts';
import { mutatedJson } from '../mutations.ts';
import type { Target } from '../target.ts';
import { Wire } from '../wire.ts';

const FROM_VIEW = [
  { type: 'ready' },
  { type: 'run', command: 'ownhand.mine' },
  { type: 'profile', prose: 'Writes of kettles.' },
  { type: 'habits', off: ['titles'] },
  { type: 'target', command: 'ownhand.forget', target: '/notes' },
  { type: 'strength', strength: 0.5 },
];

const TEXT = '# The kettle\n\nOn day one the kettle was quiet';

/** Calls of the protocol that a serve worker answers. */
const CALLS: [string, unknown?][] = [
  ['status'],
  ['mine', { paths: ['notes'] }],
  ['forget', { source: 'notes/note-1.md' }],
  ['forget', { item: 'abc' }],
  ['history', { limit: 3 }],
  ['search', { query: 'the kettle', k: 3, before: '2030-01-01', mode: 'bm25' }],
  ['profile', { refresh: true }],
  ['profile/edit', { prose: 'I write of kettles.' }],
  ['profile/habits', { off: ['titles'] }],
  ['complete', { text: TEXT, suffix: '', source: 'notes/note-0.md', maxTokens: 2, strength: 0.5 }],
  ['titles', { text: TEXT, n: 1 }],
  ['tags', { text: TEXT, n: 2, source: 'notes/note-0.md' }],
  ['rewrite', { text: TEXT }],
  ['chat', { turn: 1, messages: [{ role: 'user', content: 'The kettle?' }] }],
  ['tokens', { text: TEXT }],
  ['tags/own', { text: TEXT, n: 2 }],
  ['tags/untagged', { paths: ['notes'] }],
  ['overview'],
  ['adapters'],
  ['adapter/use', { name: null }],
  ['adapter/export', { name: 'personal', folder: 'out', format: 'peft' }],
  ['adapter/import', { name: 'copy', folder: 'out' }],
  ['adapter/remove', { name: 'personal' }],
  ['model/add', { source: 'model' }],
];
const MESSAGES = CALLS.map(([method, params], id) => ({ jsonrpc: '2.0', id, method, params: params ?? null }));

/** Where a call may look on the disk: only in the test's own folder, whatever the mutation. */
const PATHS = ['source', 'folder', 'paths', 'dense'];

function within(params: unknown, folder: string): void {
  if (typeof params !== 'object' || params === null) return;
  const named = params as Record<string, unknown>;
  const moved = (value: unknown) => (typeof value === 'string' ? path.join(folder, 'in', path.basename(value)) : value);
  for (const key of PATHS) {
    if (key in named) named[key] = Array.isArray(named[key]) ? named[key].map(moved) : moved(named[key]);
  }
}

let wire: Promise<Wire> | undefined;

/** Messages from other processes and from the side bar's page. */
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
  {
    name: 'messages to the worker',
    inputs: mutatedJson(MESSAGES),
    share: 0.1,
    read: async (input) => {
      let message: { id?: unknown; params?: unknown } | null;
      try {
        message = JSON.parse(input.toString('utf8'));
      } catch {
        return; // The channel carries only JSON.
      }
      wire ??= Wire.open();
      const worker = await wire;
      within(message?.params, worker.folder);
      const answer = (await worker.send(message)) as { error?: Parameters<typeof refusal>[0] } | undefined;
      if (answer?.error) refusal(answer.error);
    },
  },
];

/** An error must be one that a person may see, or JSON-RPC's own for something that is not a call of the protocol. */
function refusal({ message, data, code }: { message: string; code: number; data?: { code: ErrorCode } }): void {
  if (data) throw new OwnhandError(data.code, message);
  if (code < -32_700 || code > -32_600) throw new Error(`the answer is ${code}: ${message}`);
}
