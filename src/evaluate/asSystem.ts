import { OwnhandError } from '../core/support/errors.ts';
import type { WritingModel } from '../core/tasks/writingModel.ts';
import { SYSTEMS, type System } from './systems.ts';
import { systemWriter } from './systemWriter.ts';

/**
 * The writer as one of the evaluated systems: with or without the serving adapter, with or without profile and
 * retrieval.
 * @throws OwnhandError `bad-input` for a system that does not write with the user's own model
 */
export function asSystem(writer: WritingModel, name: string): WritingModel {
  const system = SYSTEMS.find((known) => known.name === name && known.by === 'model' && known.adapter !== 'other');
  if (!system) {
    const names = SYSTEMS.filter(({ by, adapter }) => by === 'model' && adapter !== 'other').map((known) => known.name);
    throw new OwnhandError('bad-input', `There is no system "${name}" that writes; use one of: ${names.join(', ')}.`);
  }
  return systemWriter(system, { ...writer, states: statesOf(writer, system), plain: undefined });
}

function statesOf({ decoder, states, plain }: WritingModel, system: System): WritingModel['states'] {
  if (system.adapter !== 'none') return states;
  // Without a personal adapter the task adapter alone serves already.
  const state = system.task ? plain : decoder.newState(null);
  return state ? { complete: state, title: state, tags: state } : states;
}
