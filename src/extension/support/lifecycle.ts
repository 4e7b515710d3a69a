import type { Disposable as VsDisposable } from 'vscode';

/** Base of everything that holds resources: what is registered is disposed with it, last first. */
export abstract class Disposable implements VsDisposable {
  readonly #registered: VsDisposable[] = [];
  protected disposed = false;

  dispose(): void {
    if (this.disposed) return;
    this.disposed = true;
    for (const each of this.#registered.splice(0).reverse()) each.dispose();
  }

  /** Keeps a resource until this object is disposed; at once where it is already. */
  protected _register<T extends VsDisposable>(resource: T): T {
    if (this.disposed) resource.dispose();
    else this.#registered.push(resource);
    return resource;
  }
}
