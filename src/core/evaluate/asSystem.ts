import { OwnhandError } from '../errors.ts';
import type { Writer } from '../tasks/writer.ts';
import { SYSTEMS } from './systems.ts';

/**
 * The writer as one of the evaluated systems: with the adapter that serves or without, with profile and retrieval or
 * without.
 * @throws OwnhandError `bad-input` for a system that does not write with the user's own model
 */
export function asSystem(writer: Writer, name: string): Writer {
  const system = SYSTEMS.find((known) => known.name === name && known.by === 'model' && known.adapter !== 'other');
  if (!system) {
    const names = SYSTEMS.filter(({ by, adapter }) => by === 'model' && adapter !== 'other').map((known) => known.name);
    throw new OwnhandError('bad-input', `There is no system "${name}" that writes; use one of: ${names.join(', ')}.`);
  }
  const { plain } = writer;
  const states = system.adapter === 'none' && plain ? { complete: plain, title: plain, tags: plain } : writer.states;
  return { ...writer, states, plain: undefined, prompter: writer.prompter.only(system.conditioning) };
}
