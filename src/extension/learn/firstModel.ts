import type { LogOutputChannel } from 'vscode';
import { BUILT_IN_SOURCE } from '../../core/model/sources/builtInId.ts';
import { AddModel } from '../../worker/requests/library.ts';
import { readSettings } from '../settings.ts';
import type { AppState } from '../state.ts';
import { logError } from '../support/log.ts';
import type { Workers } from '../workers.ts';

/** The source that stands for the model that comes with Ownhand. */

/**
 * Sets up the small model that comes with Ownhand if there is none, so that there is ghost text from the first minute
 * on. Needs no network and asks nothing; a failure shows when a model is asked for.
 */
export async function ensureModel(workers: Workers, state: AppState, log: LogOutputChannel): Promise<void> {
  const { status } = state.snapshot;
  if (!status || status.model || readSettings().model !== null) return;
  state.update({ preparing: true });
  try {
    await workers.request(AddModel, { source: BUILT_IN_SOURCE });
    await workers.refresh();
  } catch (error) {
    logError(log, 'setting up the small model', error);
  } finally {
    state.update({ preparing: false });
  }
}
