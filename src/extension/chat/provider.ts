import {
  type CancellationToken,
  EventEmitter,
  type LanguageModelChatInformation,
  LanguageModelChatMessageRole,
  type LanguageModelChatProvider,
  type LanguageModelChatRequestMessage,
  LanguageModelTextPart,
  type LogOutputChannel,
  l10n,
  lm,
  type Progress,
  type ProvideLanguageModelChatResponseOptions,
  workspace,
} from 'vscode';
import type { ChatMessage } from '../../core/model/tokenizer/tokenizer.ts';
import { OwnhandError } from '../../core/support/errors.ts';
import { CHAT_TOKENS } from '../../core/tasks/chat/limits.ts';
import { Chat, ChatNote, CountTokens } from '../../worker/requests/writing.ts';
import { affectsOwnhand, readSettings } from '../settings.ts';
import type { AppState } from '../state.ts';
import { Disposable } from '../support/lifecycle.ts';
import { logError } from '../support/log.ts';
import type { Workers } from '../workers.ts';

const VENDOR = 'ownhand';
const MODEL = 'own';

/** The model with the user's adapter, offered in the chat view if the setting allows it. It calls no tools. */
export class ChatProvider extends Disposable implements LanguageModelChatProvider {
  readonly #workers: Workers;
  readonly #state: AppState;
  readonly #log: LogOutputChannel;
  readonly #changed = this._register(new EventEmitter<void>());
  #offered = '';
  #turns = 0;
  readonly onDidChangeLanguageModelChatInformation = this.#changed.event;

  constructor(workers: Workers, state: AppState, log: LogOutputChannel) {
    super();
    this.#workers = workers;
    this.#state = state;
    this.#log = log;
    // Editors derived from VS Code may lack it.
    if (typeof lm?.registerLanguageModelChatProvider !== 'function') return;
    this._register(lm.registerLanguageModelChatProvider(VENDOR, this));
    this._register(workspace.onDidChangeConfiguration((event) => affectsOwnhand(event) && this.#tell()));
    this._register(state.onDidChange(() => this.#tell()));
  }

  async provideLanguageModelChatInformation(): Promise<LanguageModelChatInformation[]> {
    if (!readSettings().chat) return [];
    // VS Code may ask before the worker has answered for the first time.
    if (!this.#state.snapshot.status) await this.#workers.refresh();
    const { status } = this.#state.snapshot;
    if (!status?.model) return [];
    const adapter = status.adapter !== null;
    return [
      {
        id: MODEL,
        name: adapter ? l10n.t('Ownhand: in my style') : l10n.t('Ownhand: the plain model'),
        family: status.model.architecture,
        version: status.adapter ?? 'base',
        tooltip: l10n.t('Runs on this computer. It is small: it can write, but knows little.'),
        maxInputTokens: CHAT_TOKENS.input,
        maxOutputTokens: CHAT_TOKENS.output,
        capabilities: {},
      },
    ];
  }

  async provideLanguageModelChatResponse(
    _model: LanguageModelChatInformation,
    messages: readonly LanguageModelChatRequestMessage[],
    _options: ProvideLanguageModelChatResponseOptions,
    progress: Progress<LanguageModelTextPart>,
    token: CancellationToken,
  ): Promise<void> {
    const turn = ++this.#turns;
    const stop = this.#workers.client.onNotification(ChatNote, ({ turn: of, piece }) => {
      // Some pieces are still on their way when it is stopped.
      if (of === turn && !token.isCancellationRequested) progress.report(new LanguageModelTextPart(piece));
    });
    try {
      const { tokens, reason } = await this.#workers.request(
        Chat,
        { turn, messages: messages.map(messageOf) },
        { token },
      );
      // The answer may already have been complete; what came after the stop was held back all the same.
      if (token.isCancellationRequested) throw new OwnhandError('cancelled', 'Stopped before it was finished.');
      this.#log.debug(`chat: ${tokens} tokens (${reason})`);
    } catch (error) {
      logError(this.#log, 'chat', error);
      throw error;
    } finally {
      stop();
    }
  }

  async provideTokenCount(
    _model: LanguageModelChatInformation,
    text: string | LanguageModelChatRequestMessage,
    token: CancellationToken,
  ): Promise<number> {
    const counted = typeof text === 'string' ? text : textOf(text);
    return this.#workers.request(CountTokens, { text: counted }, { token });
  }

  /** Says that the list has changed, if it has. */
  #tell(): void {
    const { status } = this.#state.snapshot;
    const offered = readSettings().chat ? `${status?.model?.id} ${status?.adapter}` : '';
    if (offered === this.#offered) return;
    this.#offered = offered;
    this.#changed.fire();
  }
}

function messageOf(message: LanguageModelChatRequestMessage): ChatMessage {
  const { User, Assistant } = LanguageModelChatMessageRole;
  // VS Code's API has a third role for instructions, which its stable types do not name.
  const role = message.role === User ? 'user' : message.role === Assistant ? 'assistant' : 'system';
  return { role, content: textOf(message) };
}

/** A message's content as text; this model cannot use pictures and results of tools. */
function textOf({ content }: LanguageModelChatRequestMessage): string {
  return content.flatMap((part) => (part instanceof LanguageModelTextPart ? [part.value] : [])).join('');
}
