import type { LogOutputChannel } from 'vscode';
import { AddModel } from '../../worker/requests/library.ts';
import type { Engine } from '../engine.ts';
import { readSettings } from '../settings.ts';
import type { AppState } from '../state.ts';
import { logError } from '../support/log.ts';

/** The source that stands for the model that comes with Ownhand. */
const BOX = 'box';

/**
 * Sets up the small model that comes with Ownhand where there is none, so that there is ghost text from the first
 * minute on. Needs no network and asks nothing; a failure is seen where a model is asked for.
 */
export async function ensureModel(engine: Engine, state: AppState, log: LogOutputChannel): Promise<void> {
  const { status } = state.snapshot;
  if (!status || status.model || readSettings().model !== null) return;
  state.update({ preparing: true });
  try {
    await engine.request(AddModel, { source: BOX });
    await engine.refresh();
  } catch (error) {
    logError(log, 'setting up the small model', error);
  } finally {
    state.update({ preparing: false });
  }
}
