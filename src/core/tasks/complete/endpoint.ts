import http from 'node:http';
import * as v from 'valibot';
import { OwnhandError, quoted } from '../../support/errors.ts';

/** Names of this machine. Any other address is refused, since nothing written leaves the machine. */
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;
/** Upper limit for any answer of a server; a line of text is a thousandth of it. */
const MAX_ANSWER = 4_000_000;
const TIMEOUT_MS = 30_000;

/** What an OpenAI-compatible server answers (platform.openai.com/docs/api-reference/completions/object). */
const AnswerSchema = v.looseObject({
  choices: v.pipe(
    v.array(
      v.looseObject({
        text: v.string(),
        finish_reason: v.nullish(v.string()),
        logprobs: v.nullish(
          v.looseObject({
            // Once in vLLM's form, once in llama.cpp's.
            tokens: v.optional(v.array(v.string())),
            token_logprobs: v.optional(v.array(v.nullable(v.number()))),
            content: v.optional(v.array(v.looseObject({ token: v.optional(v.string()), logprob: v.number() }))),
          }),
        ),
      }),
    ),
    v.minLength(1),
  ),
});

type Logprobs = NonNullable<v.InferOutput<typeof AnswerSchema>['choices'][0]['logprobs']>;

function tokensOf({ content, tokens = [], token_logprobs: logs = [] }: Logprobs): ServedText['tokens'] {
  const told = content?.map(({ token, logprob }) => ({ text: token, logP: logprob }));
  const all = told ?? tokens.map((text, at) => ({ text, logP: logs[at] }));
  return all.flatMap(({ text, logP }) => (text !== undefined && typeof logP === 'number' ? [{ text, logP }] : []));
}

/** A server's continuation of a text. */
export interface ServedText {
  text: string;
  /** Whether the server stopped only because of the length. */
  cut: boolean;
  /** Each token's text and log p in nats; empty if the server does not tell. */
  tokens: { text: string; logP: number }[];
}

/**
 * A server on this machine that runs the base model with an exported adapter and speaks OpenAI's completions API, as
 * llama.cpp and vLLM do.
 */
export class Endpoint {
  readonly #url: URL;
  // Its own agent: it uses no proxy, whatever the environment says.
  readonly #agent = new http.Agent({ keepAlive: true });

  /**
   * @param address of its API, such as `http://127.0.0.1:8080/v1`
   * @throws OwnhandError `bad-input`
   */
  constructor(address: string) {
    this.#url = urlOf(address);
  }

  /**
   * Continues a text greedily.
   * @param model the server's name for the adapter
   * @throws OwnhandError `network`, `cancelled`
   */
  async complete(prompt: string, model: string, maxTokens: number, signal?: AbortSignal): Promise<ServedText> {
    const asked = { model, prompt, max_tokens: maxTokens, temperature: 0, logprobs: 1 };
    const answer = v.safeParse(AnswerSchema, await this.#post(asked, signal));
    if (!answer.success) throw this.#failed('answers with something other than a completion');
    const [{ text, finish_reason, logprobs }] = answer.output.choices as [
      v.InferOutput<typeof AnswerSchema>['choices'][0],
    ];
    return { text, cut: finish_reason === 'length', tokens: logprobs ? tokensOf(logprobs) : [] };
  }

  #post(value: unknown, signal?: AbortSignal): Promise<unknown> {
    // The path is set, not resolved: one that begins with two slashes would name another host.
    const url = new URL(this.#url);
    url.pathname = `${url.pathname.replace(/\/+$/, '')}/completions`;
    const body = JSON.stringify(value);
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const limit = AbortSignal.timeout(TIMEOUT_MS);
    const options = {
      method: 'POST',
      agent: this.#agent,
      headers,
      signal: AbortSignal.any([limit, ...(signal ? [signal] : [])]),
    };
    return new Promise((resolve, reject) => {
      const fail = (error: Error) => {
        if (signal?.aborted) reject(new OwnhandError('cancelled', 'Stopped before it was finished.'));
        else
          reject(
            limit.aborted ? this.#failed('does not answer') : this.#failed(`cannot be reached (${error.message})`),
          );
      };
      let answered = false;
      const request = http.request(url, options, (response) => {
        answered = true;
        let text = '';
        response.setEncoding('utf8');
        response.on('error', fail);
        response.on('data', (piece: string) => {
          text += piece;
          if (text.length > MAX_ANSWER) response.destroy(new Error('its answer does not end'));
        });
        response.on('end', () => {
          if (response.statusCode !== 200)
            return reject(this.#failed(`answers ${response.statusCode} ${quoted(text)}`));
          try {
            resolve(JSON.parse(text));
          } catch {
            reject(this.#failed('answers with something other than JSON'));
          }
        });
      });
      request.on('error', fail);
      // A server that switches to another protocol closes without an error.
      request.on('close', () => {
        if (!answered) fail(new Error('the connection ended'));
      });
      request.end(body);
    });
  }

  #failed(what: string): OwnhandError {
    return new OwnhandError(
      'network',
      `The server at ${this.#url.origin} ${what}; start it, or clear the setting ownhand.endpoint.`,
    );
  }
}

/** The server at an address, or why it may not be used. */
export function endpointAt(address: string): Endpoint | OwnhandError {
  try {
    return new Endpoint(address);
  } catch (error) {
    if (OwnhandError.is(error)) return error;
    throw error;
  }
}

function urlOf(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.protocol !== 'http:') {
    throw new OwnhandError(
      'bad-input',
      `The endpoint ${quoted(address)} is not an http:// address such as http://127.0.0.1:8080/v1.`,
    );
  }
  if (!LOOPBACK.test(url.hostname)) {
    throw new OwnhandError(
      'bad-input',
      `The endpoint ${quoted(address)} is not on this machine; nothing you write may leave it, so give one at 127.0.0.1.`,
    );
  }
  return url;
}
