import { expect, it } from 'vitest';
import { RequestType } from 'vscode-jsonrpc';
import { checkParams } from '../../../src/worker/params.ts';
import * as protocol from '../../../src/worker/protocol.ts';

/** Requests to the worker; those to the host are asked by the worker itself. */
const methods = Object.values(protocol)
  .filter((value) => value instanceof RequestType)
  .map(({ method }) => method)
  .filter((method) => !method.startsWith('host/'));

it('finds the requests', () => {
  expect(methods).toContain('complete');
  expect(methods.length).toBeGreaterThan(15);
});

it.each(methods)('looks at the parameters of %s', (method) => {
  for (const params of [42, null, undefined, 'all']) {
    expect(() => checkParams(method, params)).toThrow(`The call "${method}" cannot be understood`);
  }
});
