import { spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { Engine } from '../../../../src/core/engine/engine.ts';
import type { OwnhandError } from '../../../../src/core/support/errors.ts';
import { Endpoint } from '../../../../src/core/tasks/complete/endpoint.ts';
import { importTiny, scratch } from '../../tiny.ts';
import { type CompletionServer, says, startCompletionServer } from './completionServer.ts';

const open: { close(): void }[] = [];
afterEach(() => {
  for (const each of open.splice(0)) each.close();
});

async function serve(answer: CompletionServer['answer']): Promise<CompletionServer> {
  const server = await startCompletionServer(answer);
  open.push(server);
  return server;
}

const failure = (promise: Promise<unknown>): Promise<OwnhandError> =>
  promise.then(
    () => expect.fail('should have been rejected'),
    (error: OwnhandError) => error,
  );

describe('an endpoint', () => {
  it.each([
    'http://127.0.0.1:8080/v1',
    'http://localhost:8000/v1/',
    'http://[::1]:1/',
    'http://127.1.2.3',
    'http://2130706433:80', // 127.0.0.1 as one number
  ])('may be %s', (address) => {
    expect(() => new Endpoint(address)).not.toThrow();
  });

  it.each([
    'http://example.org/v1',
    'http://127.0.0.1.example.org',
    'http://127.0.0.1@example.org',
    'http://localhost.example.org',
    'http://10.0.0.1:8080',
    'http://0.0.0.0:8080',
    'http://[::ffff:10.0.0.1]',
    'http://169.254.169.254',
  ])('may not be %s, which is elsewhere', (address) => {
    expect(() => new Endpoint(address)).toThrow(/is not on this machine; nothing you write may leave it/);
  });

  it.each(['', 'on', 'localhost:8080', 'https://127.0.0.1', 'file:///etc/passwd'])('may not be %j', (address) => {
    expect(() => new Endpoint(address)).toThrow(/is not an http:\/\/ address/);
  });

  it('does not mistake a web address for one of this machine', () => {
    fc.assert(
      fc.property(
        fc.webUrl({ authoritySettings: { withIPv4: true, withIPv6: true, withUserInfo: true } }),
        (address) => {
          const { hostname } = new URL(address);
          const own = /^(?:localhost$|127\.|\[::1\]$)/.test(hostname);
          if (!own) expect(() => new Endpoint(address)).toThrow();
        },
      ),
    );
  });

  it('asks greedily, by the adapter’s name, and reads what vLLM and llama.cpp say about the tokens', async () => {
    const server = await serve(
      says(' and so on.', 'length', { tokens: [' and', ' so'], token_logprobs: [null, -0.5] }),
    );
    const endpoint = new Endpoint(server.address);
    expect(await endpoint.complete('It went on', 'personal', 24)).toEqual({
      text: ' and so on.',
      cut: true,
      tokens: [{ text: ' so', logP: -0.5 }],
    });
    expect(server.asked).toEqual([
      {
        path: '/v1/completions',
        body: { model: 'personal', prompt: 'It went on', max_tokens: 24, temperature: 0, logprobs: 1 },
      },
    ]);
    server.answer = says(' on', 'stop', {
      content: [
        { token: ' ', logprob: -1 },
        { token: 'on', logprob: -2 },
      ],
    });
    expect(await endpoint.complete('a', 'b', 1)).toEqual({
      text: ' on',
      cut: false,
      tokens: [
        { text: ' ', logP: -1 },
        { text: 'on', logP: -2 },
      ],
    });
    server.answer = says('');
    expect(await endpoint.complete('a', 'b', 1)).toEqual({ text: '', cut: false, tokens: [] });
  });

  it.each([
    ['a fault', (response) => response.writeHead(500).end('no\nmemory'), /answers 500 no memory; start it, or clear/],
    ['another page', (response) => response.end('<html>'), /answers with something other than JSON;/],
    ['another answer', (response) => response.end('{"choices":[]}'), /answers with something other than a completion;/],
    ['a redirection', (response) => response.writeHead(302, { location: 'http://example.org' }).end(), /answers 302/],
    ['a broken line', (response) => response.destroy(), /cannot be reached \(socket hang up\)/],
    [
      'an answer without end',
      (response) => {
        const more = () => response.write('x'.repeat(100_000)) && setImmediate(more);
        response.on('drain', more);
        more();
      },
      /its answer does not end/,
    ],
  ] as [string, CompletionServer['answer'], RegExp][])(
    'says in one sentence what is wrong with %s',
    async (_, answer, sentence) => {
      const server = await serve(answer);
      const error = await failure(new Endpoint(server.address).complete('a', 'b', 1));
      expect(error).toMatchObject({ code: 'network', message: expect.stringMatching(sentence) });
      expect(error.message).toContain(new URL(server.address).origin);
    },
  );

  it.each(['//example.org', '//example.org/v1', '/\\\\example.org', '/../..//example.org'])(
    'asks nobody else, whatever its path: %s',
    async (end) => {
      const server = await serve(says(' here'));
      const endpoint = new Endpoint(server.address.replace('/v1', end));
      expect((await endpoint.complete('a', 'b', 1)).text).toBe(' here');
      expect(server.asked).toHaveLength(1);
      expect(server.asked[0].path).toMatch(/\/completions$/);
    },
  );

  it('says that nobody answers, and drops a cancelled request', async () => {
    const server = await serve(() => {});
    const endpoint = new Endpoint(server.address);
    const controller = new AbortController();
    const pending = failure(endpoint.complete('a', 'b', 1, controller.signal));
    while (server.asked.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    controller.abort();
    expect((await pending).code).toBe('cancelled');
    while (server.brokenOff === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    server.close();
    expect((await failure(endpoint.complete('a', 'b', 1))).message).toMatch(/ECONNREFUSED/);
  });

  it.each([
    ['another protocol', 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\nx'],
    ['half an answer', 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{'],
    ['nothing that counts', 'HTTP/1.1 103 Early Hints\r\n\r\n'],
    ['nothing of the kind', '\0\0\0'],
    ['another place', 'HTTP/1.1 307 x\r\nLocation: http://elsewhere.invalid/\r\nContent-Length: 0\r\n\r\n'],
  ])('gives up on a server that answers with %s', async (_, bytes) => {
    const server = net.createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', () => socket.end(bytes));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as net.AddressInfo;
    const asked = new Endpoint(`http://127.0.0.1:${port}/v1`).complete('x', 'm', 4);
    await expect(asked).rejects.toMatchObject({ code: 'network' });
    server.close();
  });

  it('is reached without a proxy, whatever the environment names', async () => {
    const server = await serve(says(' here'));
    const proxy = await serve(says(' elsewhere'));
    const file = path.join(import.meta.dirname, '../../../../src/core/tasks/complete/endpoint.ts');
    const program = `import { Endpoint } from ${JSON.stringify(file)};
      console.log((await new Endpoint(process.argv[1]).complete('a', 'b', 1)).text);`;
    const address = proxy.address.replace('/v1', '');
    const child = spawn(process.execPath, ['--input-type=module', '-e', program, server.address], {
      env: {
        ...process.env,
        NODE_USE_ENV_PROXY: '1',
        HTTP_PROXY: address,
        http_proxy: address,
        NO_PROXY: '',
        no_proxy: '',
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    for await (const piece of child.stdout) said += piece;
    expect(said).toBe(' here\n');
    expect(proxy.asked).toEqual([]);
  });
});

const closeTo = (value: number): number => expect.closeTo(value, 6) as number;

/** Tokens with their probabilities, in llama.cpp's form. */
function tokens(...pairs: (string | number)[]) {
  const content = [];
  for (let at = 0; at < pairs.length; at += 2)
    content.push({ token: pairs[at], logprob: Math.log(Number(pairs[at + 1])) });
  return { content };
}

describe('completion at an endpoint', () => {
  it('has our prompt, our ends and our filters', async () => {
    const folder = scratch();
    open.push({ close: () => fs.rmSync(folder, { recursive: true, force: true }) });
    const server = await serve(says(' by the river. Then it'));
    const base = await importTiny('tiny-llama-gqa-tied', folder);
    const engine = new Engine({ home: folder, model: null, device: 'cpu', threads: 1, endpoint: server.address });
    open.unshift({ close: () => engine.closeHistory() });
    const text = '---\ntitle: Walks\n---\n\nThe old house stands';
    // The model writes what is half typed, or may be, with tokens it knows.
    server.answer = says(' stands by the river. Then it');
    expect(await engine.writing.run('complete', { text })).toMatchObject({ suggestion: ' by the river.', p: 1 });
    const { model, prompt } = server.asked[0].body;
    expect(model).toBe(base.id);
    expect(prompt).toBe('# Walks\n\nThe old house');
    server.answer = says(' standstill is', 'length', tokens(' standstill', 0.9, ' is', 0.5));
    expect(await engine.writing.run('complete', { text: text.slice(0, -1) })).toMatchObject({
      suggestion: 'still',
      p: closeTo(0.9),
    });
    // If it writes another word, it is asked to continue this one.
    server.answer = (response, { body }) =>
      says(body.prompt.endsWith('stands') ? ' by the river' : ' was old')(response, { path: '', body });
    const asked = server.asked.length;
    expect(await engine.writing.run('complete', { text })).toMatchObject({ suggestion: ' by the river' });
    expect(server.asked.slice(asked).map(({ body }) => body.prompt)).toEqual([prompt, `${prompt} stands`]);
    // A space at the end is for the model to write again, and is not shown twice.
    server.answer = says(' by the river. Then it');
    expect(await engine.writing.run('complete', { text: `${text} ` })).toMatchObject({ suggestion: 'by the river.' });
    // A beginning other than that space does not fit.
    server.answer = says('ing by the river');
    expect(await engine.writing.run('complete', { text: `${text} ` })).toMatchObject({ suggestion: '' });
    // It ends where reading it is worth most, and a word that the length limit cut does not count.
    server.answer = says(
      ' by the river and the mi',
      'length',
      tokens(' by', 0.9, ' the', 0.9, ' river', 0.8, ' and', 0.1, ' the', 0.5, ' mi', 0.5),
    );
    expect(await engine.writing.run('complete', { text: `${text} ` })).toMatchObject({
      suggestion: 'by the river',
      p: closeTo(0.9 * 0.9 * 0.8),
    });
    expect(await engine.writing.run('complete', { text: `${text} `, threshold: 0.7 })).toMatchObject({
      suggestion: 'by the',
      p: closeTo(0.81),
    });
    expect(await engine.writing.run('complete', { text: `${text} `, threshold: 0.95 })).toMatchObject({
      suggestion: '',
    });
    // Where nothing should be suggested nobody is asked.
    const before = server.asked.length;
    expect(await engine.writing.run('complete', { text: '---\ntitle: W', suffix: '\n---\n' })).toMatchObject({
      suggestion: '',
      reason: 'front-matter',
    });
    expect(server.asked).toHaveLength(before);
    await engine.dispose();
  });

  it('is refused on another machine, while everything but suggestions works on', async () => {
    const home = scratch();
    open.push({ close: () => fs.rmSync(home, { recursive: true, force: true }) });
    const base = await importTiny('tiny-llama-gqa-tied', home);
    const options = { home, model: base.id, device: 'cpu', threads: 1 } as const;
    const engine = new Engine({ ...options, endpoint: 'http://example.org/v1' });
    expect(engine.status().endpointProblem).toMatch(/is not on this machine/);
    const refused = await failure(engine.writing.run('complete', { text: 'We go down' }));
    expect(refused).toMatchObject({ code: 'bad-input', message: engine.status().endpointProblem });
    expect((await engine.writing.run('tags', { text: '# Plums\n\nWe go down to the river.', n: 3 })).tags).toEqual([]);
    await engine.dispose();
    const other = new Engine(options);
    expect(other.status()).not.toHaveProperty('endpointProblem');
    await other.dispose();
  });
});
