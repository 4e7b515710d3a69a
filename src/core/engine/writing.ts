import type * as v from 'valibot';
import type { AdapterStore } from '../adapter/store.ts';
import type { HistoryStore } from '../history/store/store.ts';
import type { Models } from '../home/models.ts';
import type { BaseModel } from '../model/base.ts';
import type { ChatMessage } from '../model/tokenizer/tokenizer.ts';
import { documentOf } from '../readers/document.ts';
import type { Meaning } from '../retrieval/dense.ts';
import { OwnhandError } from '../support/errors.ts';
import { type ChatResult, chat } from '../tasks/chat/chat.ts';
import { completeAtEndpoint } from '../tasks/complete/completeAtEndpoint.ts';
import type { CompleteParams } from '../tasks/complete/completion.ts';
import { type Endpoint, endpointAt } from '../tasks/complete/endpoint.ts';
import { TASKS, type TaskName, type TaskParams, type TaskResult } from '../tasks/list.ts';
import { ownTags } from '../tasks/tags/ownTags.ts';
import type { TagsResult } from '../tasks/tags/tags.ts';
import type { Task } from '../tasks/task.ts';
import type { WritingModel } from '../tasks/writingModel.ts';
import { Serving } from './serving.ts';

/** What writing works with. */
export interface WritingParts {
  models: Models;
  adapters: AdapterStore;
  threads: number;
  /** Address of a server on this machine that completes instead of the model; null for none. */
  endpoint: string | null;
  ngramsFolder: string;
  /** The history, opened when first asked for. */
  store: () => HistoryStore;
  meaning: () => Meaning;
}

/** Everything that is written for the user: the model is loaded when first needed, and kept. */
export class Writing {
  readonly #parts: WritingParts;
  /** If the address cannot be used, why: everything except suggestions still works. */
  readonly #endpoint: Endpoint | OwnhandError | null;
  #serving: { base: BaseModel; serving: Serving } | undefined;

  constructor(parts: WritingParts) {
    this.#parts = parts;
    this.#endpoint = parts.endpoint ? endpointAt(parts.endpoint) : null;
  }

  /** Why the server that should write the suggestions cannot be used, or undefined. */
  get endpointProblem(): string | undefined {
    return OwnhandError.is(this.#endpoint) ? this.#endpoint.message : undefined;
  }

  /** A task's result for a document; see `TASKS`. */
  async run<N extends TaskName>(name: N, params: TaskParams<N>, signal?: AbortSignal): Promise<TaskResult<N>> {
    if (name === 'complete' && this.#endpoint) {
      return (await this.#completeThere(this.#endpoint, params as CompleteParams, signal)) as TaskResult<N>;
    }
    const { run } = TASKS[name] as unknown as Task<v.GenericSchema<TaskParams<N>>, TaskResult<N>>;
    return this.use((writer) => run(writer, params, { source: params.source }, signal), signal);
  }

  async #completeThere(endpoint: Endpoint | OwnhandError, params: CompleteParams, signal?: AbortSignal) {
    if (OwnhandError.is(endpoint)) throw endpoint;
    const prompter = await this.#serve().prompter();
    const model = this.#parts.adapters.active() ?? this.#parts.models.need().id;
    return completeAtEndpoint({ endpoint, model, prompter }, params, signal);
  }

  /** The user's own tags ranked for a text without the model: fast, and available before any model is. */
  ownTags(text: string, n: number, source?: string): Promise<TagsResult> {
    const { title, body } = documentOf(text);
    return ownTags(this.#parts.store(), { text: body, title }, n, { source });
  }

  /** Answers a conversation; `onText` gets the answer piece by piece. */
  chat(messages: readonly ChatMessage[], onText?: (piece: string) => void, signal?: AbortSignal): Promise<ChatResult> {
    return this.use((writer) => chat(writer, messages, { onText }, signal), signal);
  }

  /** A text's length in tokens of the base model. */
  async countTokens(text: string): Promise<number> {
    return (await this.#parts.models.need().tokenizer()).encode(text).length;
  }

  /** Runs `work` with the model, adapter and knowledge that serve, once all earlier work is done. */
  use<T>(work: (writer: WritingModel) => Promise<T>, signal?: AbortSignal): Promise<T> {
    return this.#serve().use(work, signal);
  }

  /** Called when adapter, history or profile have changed. */
  refresh(): void {
    this.#serving?.serving.refresh();
  }

  /** Unloads the model. @param id only if it is this base model */
  async stop(id?: string): Promise<void> {
    if (id !== undefined && this.#serving?.base.id !== id) return;
    const stopping = this.#serving?.serving;
    this.#serving = undefined;
    await stopping?.dispose();
  }

  #serve(): Serving {
    const { models, adapters, threads, ngramsFolder, ...lazy } = this.#parts;
    const base = models.need();
    if (this.#serving?.base.manifest.sha256 !== base.manifest.sha256) {
      void this.#serving?.serving.dispose();
      const place = { base, store: lazy.store(), adapters, threads, meaning: lazy.meaning(), ngramsFolder };
      this.#serving = { base, serving: new Serving(place) };
    }
    return this.#serving.serving;
  }
}
