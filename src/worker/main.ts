/**
 * Entry of both workers: one bundle, forked with a role. Everything that computes or reads files lives here, so that
 * the editor's extension host never blocks.
 */
import os from 'node:os';
import { createMessageConnection, IPCMessageReader, IPCMessageWriter } from 'vscode-jsonrpc/node';
import { Engine } from '../core/engine/engine.ts';
import { Hold } from '../core/train/hold.ts';
import { Handlers } from './handlers.ts';
import { hostNetwork } from './network.ts';
import { SERVED, TRAINED } from './requests/lists.ts';
import { HoldTraining } from './requests/training.ts';
import { Initialize, ProgressNote } from './requests/worker.ts';

function main(): void {
  const role = process.argv[2];
  if (role !== 'serve' && role !== 'train') throw new Error(`unknown role "${role}"`);
  // Everything written is private to the user.
  process.umask(0o077);
  // A person's typing comes before training, and the editor's own work before both.
  os.setPriority(role === 'train' ? os.constants.priority.PRIORITY_LOW : os.constants.priority.PRIORITY_BELOW_NORMAL);
  const connection = createMessageConnection(new IPCMessageReader(process), new IPCMessageWriter(process));
  const handlers = new Handlers(connection);
  const hold = new Hold();
  connection.onNotification(HoldTraining.method, ({ held }: { held: boolean }) => hold.set(held));
  handlers.onQuestion(Initialize, (params) => {
    handlers.serve(role === 'serve' ? SERVED : TRAINED, {
      network: params.hostNetwork ? hostNetwork(connection) : undefined,
      hold,
      onProgress: (progress) => void connection.sendNotification(ProgressNote.method, progress),
    });
    return handlers.start(new Engine(params)).status();
  });
  // A training ends with a checkpoint: the window is gone, and another may resume it. A serving worker has nothing to
  // keep.
  const stop = () => (role === 'train' ? handlers.stop() : Promise.resolve());
  const end = () => void stop().finally(() => process.exit(0));
  process.on('exit', () => handlers.end());
  process.on('SIGTERM', end);
  process.on('disconnect', end);
  connection.onClose(end);
  connection.listen();
}

main();
