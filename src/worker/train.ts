import type { MessageConnection } from 'vscode-jsonrpc/node';
import { Hold } from '../core/train/hold.ts';
import type { Handlers } from './handlers.ts';
import { HoldTraining, Status, Train, TrainNote } from './protocol.ts';

/** The training worker: one run, in a process that ends with it, so that its memory goes back to the system. */
export function registerTrain(connection: MessageConnection, handlers: Handlers): void {
  handlers.on0(Status, (engine) => engine.status());
  const hold = new Hold();
  connection.onNotification(HoldTraining, ({ held }) => hold.set(held));
  handlers.on(Train, (engine, options, signal) =>
    engine.train(options, {
      hold,
      watch: true,
      onProgress: (progress) => void connection.sendNotification(TrainNote, progress),
      signal,
    }),
  );
}
