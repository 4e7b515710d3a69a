/** What the model writes for a document. */
import * as v from 'valibot';
import { LENGTHS } from '../../core/tasks/complete/rule.ts';
import { note, request } from '../request.ts';
import { amount, count, text, word } from './fields.ts';

const document = { text, source: v.optional(word) };

export const Complete = request(
  'complete',
  v.object({
    text,
    suffix: v.optional(text),
    source: v.optional(word),
    maxTokens: v.optional(count(1, 4_096)),
    strength: v.optional(v.pipe(v.number(), v.finite())),
    threshold: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
    readingCost: v.optional(amount),
    length: v.optional(v.picklist(LENGTHS)),
    title: v.nullish(text),
  }),
  (engine, params, { signal }) => engine.writing.complete(params, signal),
);
export const Titles = request(
  'titles',
  v.object({ ...document, n: count(1, 100) }),
  (engine, { text, n, source }, { signal }) => engine.writing.titles(text, n, source, signal),
);
export const Tags = request(
  'tags',
  v.object({ ...document, n: count(1, 100) }),
  (engine, { text, n, source }, { signal }) => engine.writing.tags(text, n, source, signal),
);
/** The user's own tags as they fit a text; without any model. */
export const OwnTags = request(
  'tags/own',
  v.object({ ...document, n: count(1, 10_000) }),
  (engine, { text, n, source }) => engine.writing.ownTags(text, n, source),
);
export const Rewrite = request('rewrite', v.object(document), (engine, { text, source }, { signal }) =>
  engine.writing.rewrite(text, source, signal),
);

export const ChatNote = note<{ turn: number; piece: string }>('chat/piece');
/** Answers a conversation; its pieces come as `ChatNote`s with the same `turn`, a number of the caller's. */
export const Chat = request(
  'chat',
  v.object({
    turn: v.pipe(v.number(), v.safeInteger()),
    messages: v.array(v.object({ role: v.picklist(['system', 'user', 'assistant']), content: text })),
  }),
  (engine, { turn, messages }, { signal, notify }) =>
    engine.writing.chat(messages, (piece) => notify(ChatNote, { turn, piece }), signal),
);
export const CountTokens = request('tokens', v.object({ text }), (engine, params) =>
  engine.writing.countTokens(params.text),
);
