import type { MessageConnection } from 'vscode-jsonrpc/node';
import { Hold } from '../core/train/hold.ts';
import type { Handlers } from './handlers.ts';
import { HoldTraining, Status, Train, TrainNote } from './protocol.ts';

/**
 * The training worker: one run, in a process that ends with it, so that its memory goes back to the system.
 * @returns ends the run, where one is under way, with a checkpoint: the window is gone, and another may resume it
 */
export function registerTrain(connection: MessageConnection, handlers: Handlers): () => Promise<void> {
  const hold = new Hold();
  const closed = new AbortController();
  let running: Promise<unknown> = Promise.resolve();
  handlers.on0(Status, (engine) => engine.status());
  connection.onNotification(HoldTraining.method, ({ held }: { held: boolean }) => hold.set(held));
  handlers.on(Train, (engine, options, signal) => {
    const run = engine.train(options, {
      hold,
      watch: true,
      onProgress: (progress) => {
        if (!closed.signal.aborted) void connection.sendNotification(TrainNote.method, progress);
      },
      signal: AbortSignal.any([signal, closed.signal]),
    });
    running = run;
    return run;
  });
  return async () => {
    closed.abort();
    await running.catch(() => undefined);
  };
}
