import type { ExtensionContext, LogOutputChannel } from 'vscode';
import type { Engine } from './engine.ts';
import type { Snooze } from './inline/snooze.ts';
import type { Where } from './inline/where.ts';
import type { Previews } from './previews.ts';
import type { AppState } from './state.ts';
import type { TagCompletions } from './tagCompletions.ts';
import type { Training } from './training.ts';

/** What commands work with; made once by `activate` and passed on. */
export interface Services {
  context: ExtensionContext;
  log: LogOutputChannel;
  state: AppState;
  engine: Engine;
  training: Training;
  snooze: Snooze;
  where: Where;
  previews: Previews;
  tagCompletions: TagCompletions;
}
