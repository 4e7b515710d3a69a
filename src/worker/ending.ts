/**
 * That a child has ended, for all who wait for its answers. It retains nobody who has been answered: anything raced
 * against a promise that lives as long as the child would be retained until the child ends.
 */
export class Ending {
  readonly #waiting = new Set<(error: unknown) => void>();
  #ended: { error: unknown } | undefined;

  /** Called when the child is gone; only the first error counts. */
  end(error: unknown): void {
    if (this.#ended) return;
    this.#ended = { error };
    for (const reject of this.#waiting) reject(error);
    this.#waiting.clear();
  }

  /** Settles like `work`, or rejects as soon as the child is gone. */
  before<T>(work: Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#ended) {
        work.catch(() => {}); // may come after the child is gone
        reject(this.#ended.error);
        return;
      }
      this.#waiting.add(reject);
      const done = () => this.#waiting.delete(reject);
      work.then(
        (value) => {
          done();
          resolve(value);
        },
        (error) => {
          done();
          reject(error);
        },
      );
    });
  }
}
