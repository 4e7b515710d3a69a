import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request to an OpenAI-compatible server. */
interface Asked {
  path: string;
  body: { model: string; prompt: string; max_tokens: number; temperature: number; logprobs: number };
}

export interface CompletionServer {
  /** Address of its API, in the form of the setting. */
  address: string;
  asked: Asked[];
  /** How it answers; it can be changed. */
  answer: (response: http.ServerResponse, asked: Asked) => void;
  /** Requests that were aborted before they were answered. */
  brokenOff: number;
  close(): void;
}

/** An OpenAI-style completions server on this machine that says what it is told to. */
export async function startCompletionServer(answer: CompletionServer['answer']): Promise<CompletionServer> {
  const server = http.createServer((request, response) => {
    let text = '';
    request.on('data', (piece) => (text += piece));
    request.on('end', () => {
      const asked = { path: request.url ?? '', body: JSON.parse(text) as Asked['body'] };
      started.asked.push(asked);
      response.on('close', () => {
        if (!response.writableEnded) started.brokenOff++;
      });
      started.answer(response, asked);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const started: CompletionServer = {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    asked: [],
    answer,
    brokenOff: 0,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
  return started;
}

/** Answers with a text, and with what vLLM and llama.cpp say about its tokens, if anything. */
export function says(text: string, finish = 'stop', logprobs?: unknown): CompletionServer['answer'] {
  return (response) => response.end(JSON.stringify({ choices: [{ index: 0, text, finish_reason: finish, logprobs }] }));
}
