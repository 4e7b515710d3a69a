import { generate } from '../../generate/generate.ts';
import { NoRepeatNgrams, Suppress } from '../../generate/processors.ts';
import { sampling } from '../../generate/sampler.ts';
import type { ChatMessage, Tokenizer } from '../../model/tokenizer/tokenizer.ts';
import { seededRandom } from '../../support/random.ts';
import type { WritingModel } from '../writingModel.ts';
import { CHAT_TOKENS } from './limits.ts';

export interface ChatResult {
  text: string;
  tokens: number;
  /** Why it ended: `end`, `turn` if the model began to speak for the other side, `length` or `context`. */
  reason: string;
}

/** A run of this many tokens is written only once: small models go in circles. */
const NO_REPEAT = 6;
const SPEAKER = { system: 'System', user: 'User', assistant: 'Assistant' } as const;

/**
 * Answers a conversation as the model with the user's adapter, in the model's own chat template if it has one.
 * If the conversation is too long for the model, its oldest messages go first.
 * @param options.maxTokens at most `CHAT_TOKENS.output`
 * @param options.onText called with each piece of the answer
 * @throws OwnhandError `cancelled`
 */
export async function chat(
  { decoder, tokenizer, states, chat: state = states.complete }: WritingModel,
  messages: readonly ChatMessage[],
  options: { maxTokens?: number; seed?: number; onText?: (piece: string) => void } = {},
  signal?: AbortSignal,
): Promise<ChatResult> {
  const ids = chatPrompt(tokenizer, messages);
  const ends = new Set(tokenizer.eosIds);
  const { text, reason } = await generate(decoder, state, tokenizer, ids, {
    maxTokens: Math.min(options.maxTokens ?? CHAT_TOKENS.output, CHAT_TOKENS.output),
    processors: [
      new Suppress([...tokenizer.specialIds].filter((id) => !ends.has(id))),
      new NoRepeatNgrams(NO_REPEAT, ids.length),
    ],
    sampler: sampling({ temperature: 0.6, topK: 40, topP: 0.9 }, seededRandom(options.seed ?? 1)),
    stop: (written) => (tokenizer.hasChatTemplate || !/\nUser:/.test(written) ? undefined : 'turn'),
    onText: options.onText,
    signal,
  });
  return { text, tokens: tokenizer.encode(text).length, reason };
}

/** Ids of a conversation, no more than `CHAT_TOKENS.input`. */
export function chatPrompt(tokenizer: Tokenizer, messages: readonly ChatMessage[]): number[] {
  const most = CHAT_TOKENS.input;
  let kept = messages.filter(({ content }) => content.trim() !== '');
  for (;;) {
    const ids = rendered(tokenizer, kept);
    if (ids.length <= most) return ids;
    if (kept.length > 1) kept = withoutOldest(kept);
    // A single message: its end is the question.
    else kept = kept.map(({ role, content }) => ({ role, content: shortened(tokenizer, content, ids.length - most) }));
  }
}

/** The oldest message goes first; instructions go last, just before the question. */
function withoutOldest(messages: ChatMessage[]): ChatMessage[] {
  const last = messages.length - 1;
  const oldest = messages.findIndex(({ role }, index) => role !== 'system' && index < last);
  return messages.toSpliced(oldest < 0 ? 0 : oldest, 1);
}

/** A text without this many tokens, and a few more, at its beginning. */
function shortened(tokenizer: Tokenizer, text: string, tokens: number): string {
  return tokenizer.decode(tokenizer.encode(text).slice(tokens + 8)).replace(/^\uFFFD+/, '');
}

function rendered(tokenizer: Tokenizer, messages: ChatMessage[]): number[] {
  if (tokenizer.hasChatTemplate) return filledIn(tokenizer, messages);
  const lines = messages.map(({ role, content }) => `${SPEAKER[role]}: ${content.trim()}\n`);
  return [...tokenizer.prefixIds, ...tokenizer.encode(`${lines.join('')}Assistant:`)];
}

/**
 * A conversation in the model's own template. Some templates require user and assistant to alternate, the user first,
 * and some have no system role: then turns of one side are joined, and instructions go before the first question.
 * @throws OwnhandError `bad-model` for a template that accepts none of these
 */
function filledIn(tokenizer: Tokenizer, messages: ChatMessage[]): number[] {
  const forms = [messages, inTurn(messages), inTurn(withoutSystem(messages))];
  let failure: unknown;
  for (const form of forms) {
    try {
      return tokenizer.chat(form);
    } catch (error) {
      failure ??= error;
    }
  }
  throw failure;
}

/** Joins neighbouring messages of one side; no answer comes before the first question. */
function inTurn(messages: readonly ChatMessage[]): ChatMessage[] {
  const joined: ChatMessage[] = [];
  for (const message of messages) {
    const last = joined.at(-1);
    if (last?.role === message.role) last.content += `\n\n${message.content}`;
    else if (message.role !== 'assistant' || joined.some(({ role }) => role === 'user')) joined.push({ ...message });
  }
  return joined;
}

/** Puts instructions at the beginning of the user's next message. */
function withoutSystem(messages: readonly ChatMessage[]): ChatMessage[] {
  return messages.map((message) => (message.role === 'system' ? { ...message, role: 'user' as const } : message));
}
