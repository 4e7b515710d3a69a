/** Lets a training run wait between two steps, with all it has in memory, and go on where it stands. */
export class Hold {
  #waiting: PromiseWithResolvers<void> | undefined;

  set(held: boolean): void {
    if (held) this.#waiting ??= Promise.withResolvers<void>();
    else {
      this.#waiting?.resolve();
      this.#waiting = undefined;
    }
  }

  /** Resolves at once where nothing holds the run, else when it is let go or stopped. */
  async wait(signal?: AbortSignal): Promise<void> {
    while (this.#waiting && !signal?.aborted) {
      const stopped = Promise.withResolvers<void>();
      const stop = () => stopped.resolve();
      signal?.addEventListener('abort', stop, { once: true });
      await Promise.race([this.#waiting.promise, stopped.promise]);
      signal?.removeEventListener('abort', stop);
    }
  }
}
