import { expect, it } from 'vitest';
import type { MessageConnection } from 'vscode-jsonrpc/node';
import { Handlers } from '../../../src/worker/handlers.ts';
import type { RequestKind } from '../../../src/worker/message.ts';
import { checkParams } from '../../../src/worker/params.ts';
import { Initialize } from '../../../src/worker/protocol.ts';
import { registerServe } from '../../../src/worker/serve.ts';
import { registerTrain } from '../../../src/worker/train.ts';

/** Every request with parameters that a worker answers. */
const methods = [Initialize.method];
class Listed extends Handlers {
  override onBare<P, R>(type: RequestKind<P, R>): void {
    methods.push(type.method);
  }
}
const silent = { onRequest: () => {}, onNotification: () => {} } as unknown as MessageConnection;
registerServe(silent, new Listed(silent));
registerTrain(silent, new Listed(silent));

it('finds the requests', () => {
  expect(methods).toContain('complete');
  expect(methods.length).toBeGreaterThan(15);
});

it.each(methods)('looks at the parameters of %s', (method) => {
  for (const params of [42, null, undefined, 'all']) {
    expect(() => checkParams(method, params)).toThrow(`The call "${method}" cannot be understood`);
  }
});
