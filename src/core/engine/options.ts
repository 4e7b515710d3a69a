import type { Device } from '../graph/runtime.ts';

export interface EngineOptions {
  /** Folder for everything that is kept. */
  home: string;
  /** Folder of the base models, if it is not the one in `home`. */
  models?: string;
  /** Base model id; null for the default one. */
  model: string | null;
  device: 'auto' | Device;
  /** Threads for the model's computations; null for one per core. */
  threads: number | null;
  /** Address of a server on this machine that completes instead of the engine; see `Endpoint`. */
  endpoint?: string | null;
}
