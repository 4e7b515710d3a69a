/**
 * Entry of both workers: one bundle, forked with a role. Everything that computes or reads files lives here, so that
 * the editor's extension host never blocks.
 */
import os from 'node:os';
import { createMessageConnection, IPCMessageReader, IPCMessageWriter } from 'vscode-jsonrpc/node';
import { Engine } from '../core/engine/engine.ts';
import { Handlers } from './handlers.ts';
import { hostNetwork } from './network.ts';
import { Initialize } from './protocol.ts';
import { registerServe } from './serve.ts';
import { registerTrain } from './train.ts';

function main(): void {
  const role = process.argv[2];
  if (role !== 'serve' && role !== 'train') throw new Error(`unknown role "${role}"`);
  // Whatever is written is for the user alone.
  process.umask(0o077);
  // A person's typing comes before training, and the editor's own work before both.
  os.setPriority(role === 'train' ? os.constants.priority.PRIORITY_LOW : os.constants.priority.PRIORITY_BELOW_NORMAL);
  const connection = createMessageConnection(new IPCMessageReader(process), new IPCMessageWriter(process));
  const handlers = new Handlers(connection);
  handlers.onBare(Initialize, (params) => {
    if (role === 'serve') registerServe(connection, handlers, params.hostNetwork ? hostNetwork(connection) : undefined);
    return handlers.start(new Engine(params)).status();
  });
  const stopped = role === 'train' ? registerTrain(connection, handlers) : async () => {};
  const end = () => void stopped().finally(() => process.exit(0));
  process.on('exit', () => handlers.end());
  process.on('SIGTERM', end);
  process.on('disconnect', end);
  connection.onClose(end);
  connection.listen();
}

main();
