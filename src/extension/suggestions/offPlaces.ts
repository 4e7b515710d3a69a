import { languages, type Memento, type TextDocument, type Uri, window, workspace } from 'vscode';
import { affectsOwnhand, readSettings, writeSetting } from '../settings.ts';
import type { AppState, OffReason } from '../state.ts';
import { Disposable } from '../support/lifecycle.ts';
import type { LastingReason } from './reasons.ts';

const KEY = 'offFiles';
/** The most files that can be off; the oldest are forgotten first. */
const MOST = 500;

/**
 * Where suggestions are off. Files are remembered in the editor's storage, not in settings, which would end up in
 * somebody's repository; a file that was never saved is forgotten when it is closed.
 */
export class OffPlaces extends Disposable {
  readonly #state: AppState;
  readonly #memory: Memento;
  #files: Set<string>;

  constructor(state: AppState, memory: Memento) {
    super();
    this.#state = state;
    this.#memory = memory;
    this.#files = new Set(memory.get<string[]>(KEY, []));
    this._register(window.onDidChangeActiveTextEditor(() => this.#refresh()));
    this._register(workspace.onDidChangeConfiguration((event) => affectsOwnhand(event) && this.#refresh()));
    this._register(
      workspace.onDidCloseTextDocument(({ uri }) => uri.scheme === 'untitled' && this.#files.delete(uri.toString())),
    );
    this._register(
      workspace.onDidRenameFiles(({ files }) => {
        for (const { oldUri, newUri } of files) if (this.#files.delete(oldUri.toString())) this.setFile(newUri, true);
      }),
    );
    this.#refresh();
  }

  /** Why nothing is suggested now: everywhere, or in this document. */
  offAt(document: TextDocument): LastingReason | null {
    if (!readSettings(document).enabled) return 'off';
    if (this.#state.snapshot.snoozedUntil > 0) return 'snoozed';
    return this.#offIn(document);
  }

  #offIn(document: TextDocument): OffReason | null {
    const { completions } = readSettings(document);
    if (!completions.languages.includes(document.languageId)) return 'language';
    if (completions.exclude.some((pattern) => languages.match({ pattern }, document) > 0)) return 'excluded';
    return this.isFileOff(document.uri) ? 'file' : null;
  }

  isFileOff(uri: Uri): boolean {
    return this.#files.has(uri.toString());
  }

  setFile(uri: Uri, off: boolean): void {
    const key = uri.toString();
    if (off) this.#files.add(key);
    else this.#files.delete(key);
    this.#files = new Set([...this.#files].slice(-MOST));
    void this.#memory.update(
      KEY,
      [...this.#files].filter((each) => !each.startsWith('untitled:')),
    );
    this.#refresh();
  }

  async setLanguage(language: string, off: boolean): Promise<void> {
    const others = readSettings().completions.languages.filter((each) => each !== language);
    await writeSetting('completions.languages', off ? others : [...others, language]);
  }

  /** Says in the status bar whether they are off in the active editor's document. */
  #refresh(): void {
    const document = window.activeTextEditor?.document;
    this.#state.update({ enabled: readSettings().enabled, offHere: document ? this.#offIn(document) : null });
  }
}
