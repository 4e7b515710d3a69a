import { OwnhandError } from '../../support/errors.ts';
import type { HistoryStore } from '../store/store.ts';
import { timesForgotten, timesForgottenAll } from '../store/timesForgotten.ts';
import type { FoundFile } from './files.ts';

/** Which of a run's files stay away, because they were forgotten before it or are forgotten while it runs. */
export class ForgottenFiles {
  readonly #store: HistoryStore;
  readonly #unasked: boolean;
  readonly #known = new Map<string, boolean>();
  /** Files that are read although a folder above them is forgotten. */
  readonly #despite = new Set<string>();
  #times: number;
  /** What is known of folders since something was forgotten during the run; undefined if nothing was. */
  #since: Map<string, boolean> | undefined;
  readonly #timesAll: number;

  /** @param named what the user has named now, which comes back @param unasked nothing comes back */
  constructor(store: HistoryStore, named: Iterable<string>, unasked: boolean) {
    this.#store = store;
    this.#unasked = unasked;
    this.#timesAll = timesForgottenAll(store);
    for (const path of named) {
      store.forgotten.liftSource(path);
      if (store.files.get(path)?.skipped.forgotten) store.files.remove(path);
    }
    this.#times = timesForgotten(store);
  }

  has({ path, explicit }: FoundFile): boolean {
    if (this.#store.forgotten.isEmpty() || !this.#store.forgotten.hasSource(path, this.#known)) return false;
    // A file that the user once named stays mined for as long as it exists.
    const wanted = (explicit && !this.#unasked) || this.#store.files.get(path)?.explicit;
    if (wanted) this.#despite.add(path);
    return !wanted;
  }

  /**
   * Whether a file has been forgotten since the run began; asked in a transaction, before it is stored.
   * @throws OwnhandError `no-history` if everything was forgotten meanwhile
   */
  hasSince({ path }: FoundFile): boolean {
    const times = timesForgotten(this.#store);
    if (times !== this.#times) {
      if (timesForgottenAll(this.#store) !== this.#timesAll) {
        throw new OwnhandError(
          'no-history',
          'Everything was forgotten while your writing was read, so reading stopped; read it again to start afresh.',
        );
      }
      this.#times = times;
      this.#since = new Map();
    }
    if (!this.#since) return false;
    const { forgotten } = this.#store;
    return forgotten.hasPath(path) || (!this.#despite.has(path) && forgotten.hasSource(path, this.#since));
  }
}
