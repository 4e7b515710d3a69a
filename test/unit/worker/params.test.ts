import * as v from 'valibot';
import { expect, expectTypeOf, it } from 'vitest';
import { readParams } from '../../../src/worker/params.ts';
import { type RequestKind, request } from '../../../src/worker/request.ts';
import { RemoveModel } from '../../../src/worker/requests/library.ts';
import { SERVED, TRAINED } from '../../../src/worker/requests/lists.ts';
import { Initialize, Status } from '../../../src/worker/requests/worker.ts';

/** Every request that a worker answers, except those without parameters. */
const WITHOUT = ['status', 'overview', 'devices', 'adapters', 'train/discard'];
const types = [Initialize, ...SERVED, ...TRAINED].filter(({ method }) => !WITHOUT.includes(method));

it('finds the requests, each once', () => {
  const served = SERVED.map(({ method }) => method);
  expect(served).toEqual(expect.arrayContaining(['status', 'complete', 'mine', 'adapter/use', 'chat']));
  expect(served).not.toContain('train');
  expect(new Set(served).size).toBe(served.length);
  expect(TRAINED.map(({ method }) => method)).toEqual(['status', 'train']);
  expect(served.filter((method) => WITHOUT.includes(method)).toSorted()).toEqual(WITHOUT.toSorted());
});

it.each(types)('checks the parameters of $method', (type) => {
  for (const params of [42, null, undefined, 'all']) {
    expect(() => readParams(type, params)).toThrow(`Ownhand does not understand the call "${type.method}"`);
  }
});

it('says which parameter is wrong, and leaves out what is not declared', () => {
  expect(() =>
    readParams(Initialize, { home: '/h', model: null, device: 'cpu', threads: null, hostNetwork: 1 }),
  ).toThrow('"hostNetwork" is of the wrong type');
  expect(readParams(Initialize, { home: '/h', model: null, device: 'cpu', threads: 2, later: 1 })).toEqual({
    home: '/h',
    model: null,
    device: 'cpu',
    threads: 2,
  });
  expect(readParams(Status as never, 'whatever')).toBe('whatever');
});

it('infers what is asked and answered, and does not compile without a schema', () => {
  expectTypeOf(RemoveModel).toExtend<RequestKind<{ id: string }, void>>();
  const sum = request('sum', v.object({ of: v.array(v.number()) }), async (_, { of }) => of.length);
  expectTypeOf(sum).toExtend<RequestKind<{ of: number[] }, number>>();
  // @ts-expect-error a request has a schema
  request('sum', (engine) => engine.status());
  // @ts-expect-error and a handler that takes what the schema gives
  request('sum', v.object({ of: v.number() }), (_, { of }) => of.length);
});
