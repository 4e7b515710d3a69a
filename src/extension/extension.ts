import type { ExtensionContext } from 'vscode';
import type { WorkerClient } from '../worker/client.ts';
import { AutomaticTraining } from './automatic.ts';
import { registerCommands } from './commands/register.ts';
import { Engine } from './engine.ts';
import { InlineProvider } from './inline/provider.ts';
import { Snooze } from './inline/snooze.ts';
import { Strength } from './inline/strength.ts';
import { Where } from './inline/where.ts';
import { createLog } from './log.ts';
import { offerResume } from './offerResume.ts';
import { ProfileView } from './profileView/view.ts';
import type { Services } from './services.ts';
import { AppState } from './state.ts';
import { Status } from './status.ts';
import { Training } from './training.ts';

/**
 * What `activate` returns, for the tests that run inside VS Code: the real objects, to look at what no command
 * shows. It is no interface for other extensions and may change at any time.
 */
export interface TestApi {
  readonly client: WorkerClient;
  readonly engine: Engine;
  readonly state: AppState;
  readonly training: Training;
  readonly automatic: AutomaticTraining;
  readonly provider: InlineProvider;
  readonly profileView: ProfileView;
  readonly status: Status;
}

/** Called by VS Code when the first document of prose is opened, or a command or the sidebar is used. */
export function activate(context: ExtensionContext): TestApi {
  const log = createLog();
  const state = new AppState();
  const engine = new Engine(context, log, state);
  const training = new Training(engine, state, context.globalState, log);
  const automatic = new AutomaticTraining(engine, training, state, context.globalState, log);
  const snooze = new Snooze(state, context.globalState);
  const strength = new Strength(state, context.globalState);
  const where = new Where(state, context.globalState);
  const provider = new InlineProvider(engine, where, state, context.globalState, log);
  const profileView = new ProfileView(context.extensionUri, state, engine, strength, log);
  const status = new Status(state);
  const services: Services = { context, log, state, engine, training, snooze, where };
  context.subscriptions.push(log, engine, training, automatic, snooze, where, provider, profileView, status);
  context.subscriptions.push(...registerCommands(services));
  // The worker starts beside the editor's own start, not in front of it.
  setImmediate(async () => {
    await engine.refresh();
    await offerResume(engine, state);
  });
  return {
    get client() {
      return engine.client;
    },
    engine,
    state,
    training,
    automatic,
    provider,
    profileView,
    status,
  };
}
