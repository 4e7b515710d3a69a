/**
 * Entry of both workers: one bundle, forked with a role. Everything that computes or reads files lives here, so that
 * the editor's extension host never blocks.
 */
import os from 'node:os';
import { createMessageConnection, IPCMessageReader, IPCMessageWriter } from 'vscode-jsonrpc/node';
import { Engine } from '../core/engine.ts';
import { Handlers } from './handlers.ts';
import { Initialize } from './protocol.ts';
import { registerServe } from './serve.ts';
import { registerTrain } from './train.ts';

function main(): void {
  const role = process.argv[2];
  if (role !== 'serve' && role !== 'train') throw new Error(`unknown role "${role}"`);
  // A person's typing comes before training, and the editor's own work before both.
  os.setPriority(role === 'train' ? os.constants.priority.PRIORITY_LOW : os.constants.priority.PRIORITY_BELOW_NORMAL);
  const connection = createMessageConnection(new IPCMessageReader(process), new IPCMessageWriter(process));
  const handlers = new Handlers(connection);
  connection.onRequest(Initialize, (params) =>
    handlers.answer(async () => handlers.start(new Engine(params)).status()),
  );
  const stopped = role === 'serve' ? registerServe(connection, handlers) : registerTrain(connection, handlers);
  const end = () => void stopped().finally(() => process.exit(0));
  connection.onClose(end);
  process.on('disconnect', end);
  process.on('SIGTERM', end);
  connection.listen();
}

main();
