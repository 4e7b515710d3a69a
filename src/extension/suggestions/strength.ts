import type { Memento } from 'vscode';
import type { AppState } from '../state.ts';

const KEY = 'strength';

/** How far suggestions lean away from the base model towards the adapter, 0 to 1; kept for all windows. */
export class Strength {
  readonly #state: AppState;
  readonly #memory: Memento;

  constructor(state: AppState, memory: Memento) {
    this.#state = state;
    this.#memory = memory;
    state.update({ strength: within(memory.get(KEY, 0)) });
  }

  async set(strength: number): Promise<void> {
    this.#state.update({ strength: within(strength) });
    await this.#memory.update(KEY, within(strength) || undefined);
  }
}

function within(value: unknown): number {
  return typeof value === 'number' && value > 0 ? Math.min(1, value) : 0;
}
