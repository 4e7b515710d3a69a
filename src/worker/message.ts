/**
 * A kind of request: its name on the wire, and for the compiler alone what it asks with and what is answered. Nothing
 * of the library that carries it, since the extension reads these at its start.
 */
export interface RequestKind<P, R> {
  readonly method: string;
  /** Never there. */
  readonly types?: [params: P, result: R];
}

/** A kind of message that nobody answers. */
export interface NoteKind<T> {
  readonly method: string;
  /** Never there. */
  readonly types?: [value: T];
}

export function request<P, R>(method: string): RequestKind<P, R> {
  return { method };
}

export function note<T>(method: string): NoteKind<T> {
  return { method };
}
