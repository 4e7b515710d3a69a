/** What the model writes for a document. */
import * as v from 'valibot';
import { completeParams } from '../../core/tasks/complete/params.ts';
import { choiceParams, documentParams } from '../../core/tasks/documentParams.ts';
import type { TaskName, TaskParams } from '../../core/tasks/list.ts';
import { count, text } from '../../core/text/fields.ts';
import { note, request } from '../request.ts';

export const Complete = taskRequest('complete', completeParams);
export const Titles = taskRequest('titles', choiceParams);
export const Tags = taskRequest('tags', choiceParams);
export const Descriptions = taskRequest('descriptions', choiceParams);
export const Rewrite = taskRequest('rewrite', documentParams);

/** A request for a task's result. */
function taskRequest<N extends TaskName, S extends v.GenericSchema<TaskParams<N>>>(name: N, params: S) {
  return request(name, params, (engine, given, { signal }) => engine.writing.run(name, given as TaskParams<N>, signal));
}

/** The user's own tags ranked for a text; without any model. */
export const OwnTags = request(
  'tags/own',
  v.object({ ...documentParams.entries, n: count(1, 10_000) }),
  (engine, { text, n, source }) => engine.writing.ownTags(text, n, source),
);
export const ChatNote = note<{ turn: number; piece: string }>('chat/piece');
/** Answers a conversation; its pieces come as `ChatNote`s with the same `turn`, a number chosen by the caller. */
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
