/** The part of VS Code's cancellation token that waiting needs. */
export interface Stoppable {
  readonly isCancellationRequested: boolean;
  onCancellationRequested(listener: () => void): { dispose(): void };
}

/** Waits `ms` milliseconds; false, at once, when the token is cancelled meanwhile. */
export async function waited(ms: number, token: Stoppable): Promise<boolean> {
  if (token.isCancellationRequested) return false;
  if (ms <= 0) return true;
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      listener.dispose();
      resolve(true);
    }, ms);
    const listener = token.onCancellationRequested(() => {
      clearTimeout(timer);
      listener.dispose();
      resolve(false);
    });
  });
}
