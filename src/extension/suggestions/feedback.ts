import { type Memento, Range, type TextDocumentChangeEvent } from 'vscode';
import { Acceptance } from '../../core/tasks/complete/policy/acceptance.ts';
import { Adaptation } from '../../core/tasks/complete/policy/adaptation.ts';
import type { Way } from '../../core/tasks/complete/policy/cache.ts';
import { SPEEDS, type Speed } from '../../core/tasks/complete/policy/speed.ts';
import type { Wanted } from '../../core/tasks/complete/policy/suggester.ts';
import type { AppState } from '../state.ts';
import type { Dismissal } from './dismissal.ts';
import type { Place } from './surroundings.ts';
import type { Tally } from './tally.ts';

/** How many were right, by tenths of p; never their text. */
const RECEIVED = 'received';

/** What becomes of suggestions, and what follows from it: counts, the writer's own thresholds, patience. */
export class Feedback {
  readonly #state: AppState;
  readonly #dismissal: Dismissal;
  readonly #tally: Tally;
  readonly #memory: Memento;
  readonly #refuse: (place: Place, text: string) => void;
  readonly #acceptance = new Acceptance();
  readonly #adaptation: Adaptation;
  #shown: { place: Place; way: Way } | undefined;

  /** @param refuse told what the writer has written over */
  constructor(
    state: AppState,
    dismissal: Dismissal,
    tally: Tally,
    memory: Memento,
    refuse: (place: Place, text: string) => void,
  ) {
    this.#state = state;
    this.#dismissal = dismissal;
    this.#tally = tally;
    this.#memory = memory;
    this.#refuse = refuse;
    this.#adaptation = new Adaptation(memory.get(RECEIVED));
    this.#tell();
  }

  /** How many times longer than usual to wait. */
  get patience(): number {
    return this.#acceptance.patience;
  }

  /** What a suggestion must be like at a speed, for this writer. */
  wantedAt(speed: Speed): Wanted {
    return { threshold: this.#adaptation.threshold(SPEEDS[speed].threshold) };
  }

  /** Called with the first of the suggestions shown. */
  shown(place: Place, way: Way): void {
    const { document, range, selected } = place;
    this.#dismissal.suggested();
    const start = place.offset - selected.length;
    const there = range.end.character - range.start.character;
    if (this.#acceptance.show({ document, start, text: selected + way.text, there })) this.#tally.count('shown');
    this.#shown = { place, way };
  }

  /**
   * Notes a change of a document; true where it took something of what was shown.
   * @param chained whether another suggestion may follow unasked
   */
  edited({ document, contentChanges }: TextDocumentChangeEvent, undone: boolean, chained: boolean): boolean {
    const read = (start: number, length: number) =>
      document.getText(new Range(document.positionAt(start), document.positionAt(start + length)));
    const received = this.#acceptance.edit(document.uri.toString(), undone ? [] : contentChanges, read);
    if (received === 'first') this.#tally.count('accepted');
    if (received === 'typed') this.#tally.count('typedThrough');
    // A suggestion accepted word by word counts once.
    if (received && received !== 'more') this.#learn(received !== 'refused');
    const taken = received === 'first' || received === 'more';
    if (taken) {
      this.#tally.saved(contentChanges[0].text.length - contentChanges[0].rangeLength);
      // The rest of it still has the Tab for itself.
      if (this.#acceptance.isOver) this.#dismissal.taken(chained);
    }
    return taken;
  }

  /** Forgets what has become of suggestions: counts begin at zero, and thresholds are those of the speed again. */
  async reset(): Promise<void> {
    this.#adaptation.reset();
    this.#tally.reset();
    this.#tell();
    await this.#memory.update(RECEIVED, undefined);
  }

  #learn(right: boolean): void {
    if (!this.#shown) return;
    const { place, way } = this.#shown;
    if (!right) this.#refuse(place, way.text);
    this.#adaptation.note(way.p, right);
    this.#tell();
    void this.#memory.update(RECEIVED, this.#adaptation.received);
  }

  /** The side bar says which way the thresholds have moved. */
  #tell(): void {
    const { shift } = this.#adaptation;
    if (shift !== this.#state.snapshot.shift) this.#state.update({ shift });
  }
}
