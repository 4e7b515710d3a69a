import { OwnhandError } from '../../support/errors.ts';
import type { HistoryStore } from '../store/store.ts';
import { timesForgotten, timesForgottenAll } from '../store/timesForgotten.ts';
import type { FoundFile } from './files.ts';

/** Which of the files that a run has found stay away, since they were forgotten before it or are while it runs. */
export class ForgottenFiles {
  readonly #store: HistoryStore;
  readonly #unasked: boolean;
  readonly #known = new Map<string, boolean>();
  /** Files that are read though a folder above them is forgotten. */
  readonly #despite = new Set<string>();
  #times: number;
  /** What is known of folders since something was forgotten in the run's time; undefined where nothing was. */
  #since: Map<string, boolean> | undefined;
  readonly #timesAll: number;

  /** @param named what the user has named now, which comes back @param unasked nothing does */
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
    // Named once, a file stays mined for as long as it is there.
    const wanted = (explicit && !this.#unasked) || this.#store.files.get(path)?.explicit;
    if (wanted) this.#despite.add(path);
    return !wanted;
  }

  /**
   * Whether a file that was not forgotten when the run began is so now; asked in a transaction, before it is stored.
   * @throws OwnhandError `no-history` where everything was forgotten meanwhile
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
