/** Lets a training run pause between two steps, with everything in memory, and continue from there. */
export class Hold {
  #waiting: PromiseWithResolvers<void> | undefined;

  set(held: boolean): void {
    if (held) this.#waiting ??= Promise.withResolvers<void>();
    else {
      this.#waiting?.resolve();
      this.#waiting = undefined;
    }
  }

  /** Resolves at once if nothing holds the run, otherwise when it is released or stopped. */
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
