/** What each worker answers. */
import type { EngineRequest } from '../request.ts';
import * as library from './library.ts';
import * as training from './training.ts';
import * as worker from './worker.ts';
import * as writing from './writing.ts';

const { Train, ...afterTraining } = training;

/** The serve worker: history, retrieval, and the model that writes. */
export const SERVED = requestsIn({ ...worker, ...library, ...writing, ...afterTraining });
/** The train worker. */
export const TRAINED = requestsIn({ Status: worker.Status, Train });

/** Those of a file's exports that an engine answers. */
function requestsIn(declared: Record<string, object>): EngineRequest<unknown, unknown>[] {
  return Object.values(declared).filter((each): each is EngineRequest<unknown, unknown> => 'answer' in each);
}
