import type { Disposable as VsDisposable } from 'vscode';

/** Base of everything that owns resources: what is registered is disposed with it, last first. */
export abstract class Disposable implements VsDisposable {
  readonly #registered: VsDisposable[] = [];
  protected disposed = false;

  dispose(): void {
    if (this.disposed) return;
    this.disposed = true;
    for (const each of this.#registered.splice(0).reverse()) each.dispose();
  }

  /** Keeps a resource until this object is disposed; disposes it at once if that has happened. */
  protected _register<T extends VsDisposable>(resource: T): T {
    if (this.disposed) resource.dispose();
    else this.#registered.push(resource);
    return resource;
  }
}
