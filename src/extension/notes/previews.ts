import { l10n, type Tab, type TextDocument, type TextDocumentContentProvider, Uri, window, workspace } from 'vscode';
import { Disposable } from '../support/lifecycle.ts';

const SCHEME = 'ownhand-preview';

/** Documents as they would be after a change, for the right side of comparisons; none of this is on disk. */
export class Previews extends Disposable implements TextDocumentContentProvider {
  readonly #texts = new Map<string, string>();
  readonly #notes = new Set<string>();
  #count = 0;

  constructor() {
    super();
    this._register(workspace.registerTextDocumentContentProvider(SCHEME, this));
    this._register(
      workspace.onDidCloseTextDocument(({ uri }) => {
        if (this.#notes.delete(uri.toString())) this.#texts.delete(uri.toString());
      }),
    );
  }

  provideTextDocumentContent(uri: Uri): string {
    return this.#texts.get(uri.toString()) ?? '';
  }

  /** @returns a new address each time, since VS Code reads a document of one address only once */
  add(document: TextDocument, text: string): Uri {
    const uri = Uri.from({ scheme: SCHEME, path: document.uri.path, query: String(++this.#count) });
    this.#texts.set(uri.toString(), text);
    return uri;
  }

  /** A separate text to read next to a document, as Markdown; forgotten when it is closed. */
  addNote(about: Uri, text: string): Uri {
    const uri = Uri.from({
      scheme: SCHEME,
      path: `${about.path} ${l10n.t('as read')}.md`,
      query: String(++this.#count),
    });
    this.#texts.set(uri.toString(), text);
    this.#notes.add(uri.toString());
    return uri;
  }

  /** Closes the tabs that show previews, and forgets these. */
  async close(isShowing: (tab: Tab) => boolean, previews: readonly Uri[]): Promise<void> {
    await window.tabGroups.close(window.tabGroups.all.flatMap(({ tabs }) => tabs).filter(isShowing));
    for (const uri of previews) this.#texts.delete(uri.toString());
  }
}
