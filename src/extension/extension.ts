import type { ExtensionContext } from 'vscode';
import type { WorkerClient } from '../worker/client.ts';
import { ChatProvider } from './chat/provider.ts';
import { keepContextKeys } from './contextKeys.ts';
import { ensureModel } from './learn/firstModel.ts';
import { Previews } from './notes/previews.ts';
import { TagCompletions } from './notes/tagCompletions.ts';
import { WritingActions } from './notes/writingActions.ts';
import { registerCommands } from './register.ts';
import type { Services } from './services.ts';
import { Views } from './sidebar/views.ts';
import { AppState } from './state.ts';
import { Status } from './status/status.ts';
import { Dismissal } from './suggestions/dismissal.ts';
import { OffPlaces } from './suggestions/offPlaces.ts';
import { InlineProvider } from './suggestions/provider.ts';
import { Snooze } from './suggestions/snooze.ts';
import { Strength } from './suggestions/strength.ts';
import { Tally } from './suggestions/tally.ts';
import { Busy } from './support/busy.ts';
import { createLog } from './support/log.ts';
import { AutomaticTraining } from './training/automatic.ts';
import { offerResume } from './training/offerResume.ts';
import { Training } from './training/training.ts';
import { Workers } from './workers.ts';

/**
 * What `activate` returns, for the tests that run inside VS Code: the real objects, to inspect what no command shows.
 * It is not an interface for other extensions and may change at any time.
 */
export interface TestApi {
  readonly client: WorkerClient;
  readonly workers: Workers;
  readonly state: AppState;
  readonly training: Training;
  readonly automatic: AutomaticTraining;
  readonly provider: InlineProvider;
  readonly chat: ChatProvider;
  readonly views: Views;
  readonly status: Status;
  readonly tagCompletions: TagCompletions;
}

/** Called by VS Code when the first prose document is opened, or a command or the side bar is used. */
export function activate(context: ExtensionContext): TestApi {
  const log = createLog();
  const state = new AppState();
  const workers = new Workers(context, log, state);
  const training = new Training(workers, state, context.globalState, log);
  const automatic = new AutomaticTraining(workers, training, state, context.globalState, log);
  const snooze = new Snooze(state, context.globalState);
  const strength = new Strength(state, context.globalState);
  const offPlaces = new OffPlaces(state, context.globalState);
  const dismissal = new Dismissal();
  const tally = new Tally(state, context.globalState);
  const provider = new InlineProvider(workers, offPlaces, dismissal, state, tally, context.globalState, log);
  const chat = new ChatProvider(workers, state, log);
  const views = new Views(context.extensionUri, state, workers, strength, log);
  const status = new Status(state);
  const previews = new Previews();
  const tagCompletions = new TagCompletions(workers, state, log);
  const actions = new WritingActions(state);
  const busy = new Busy(state);
  const services: Services = {
    context,
    log,
    state,
    workers,
    busy,
    training,
    snooze,
    offPlaces,
    dismissal,
    provider,
    tally,
    views,
    previews,
    tagCompletions,
  };
  context.subscriptions.push(log, workers, training, automatic, snooze, offPlaces, dismissal);
  context.subscriptions.push(provider, chat, views, status);
  context.subscriptions.push(previews, tagCompletions, actions);
  context.subscriptions.push(keepContextKeys(state), ...registerCommands(services));
  // The worker starts alongside the editor, not ahead of it.
  setImmediate(async () => {
    await workers.refresh();
    await ensureModel(workers, state, log);
    await offerResume(workers, state);
  });
  return {
    get client() {
      return workers.client;
    },
    workers,
    state,
    training,
    automatic,
    provider,
    chat,
    views,
    status,
    tagCompletions,
  };
}
