import type { ExtensionContext, LogOutputChannel } from 'vscode';
import type { Previews } from './notes/previews.ts';
import type { TagCompletions } from './notes/tagCompletions.ts';
import type { Views } from './sidebar/views.ts';
import type { AppState } from './state.ts';
import type { Dismissal } from './suggestions/dismissal.ts';
import type { OffPlaces } from './suggestions/offPlaces.ts';
import type { InlineProvider } from './suggestions/provider.ts';
import type { Snooze } from './suggestions/snooze.ts';
import type { Tally } from './suggestions/tally.ts';
import type { Busy } from './support/busy.ts';
import type { Training } from './training/training.ts';
import type { Workers } from './workers.ts';

/** What commands work with; made once by `activate` and passed on. */
export interface Services {
  context: ExtensionContext;
  log: LogOutputChannel;
  state: AppState;
  workers: Workers;
  busy: Busy;
  training: Training;
  snooze: Snooze;
  offPlaces: OffPlaces;
  dismissal: Dismissal;
  provider: InlineProvider;
  tally: Tally;
  views: Views;
  previews: Previews;
  tagCompletions: TagCompletions;
}
