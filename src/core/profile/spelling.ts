export type Spelling = 'american' | 'british' | 'mixed' | 'unknown';

// Stems on which American and British spelling differ and whose other spelling is not another word.
const PAIRS = `color/colour favor/favour flavor/flavour behavior/behaviour neighbor/neighbour honor/honour humor/humour
  labor/labour center/centre theater/theatre fiber/fibre catalog/catalogue dialog/dialogue analyz/analys
  organiz/organis realiz/realis recogniz/recognis customiz/customis optimiz/optimis summariz/summaris
  minimiz/minimis maximiz/maximis initializ/initialis serializ/serialis normaliz/normalis specializ/specialis
  apologiz/apologis categoriz/categoris prioritiz/prioritis visualiz/visualis emphasiz/emphasis traveling/travelling
  traveled/travelled modeling/modelling modeled/modelled labeled/labelled labeling/labelling canceled/cancelled
  canceling/cancelling defense/defence offense/offence gray/grey jewelry/jewellery enrollment/enrolment
  fulfillment/fulfilment aging/ageing program/programme plow/plough skeptic/sceptic artifact/artefact`
  .split(/\s+/)
  .map((pair) => pair.split('/') as [american: string, british: string]);

// Words both spell alike, or that are names in code and on the web rather than spelling.
const NEUTRAL = new Set(
  'analyst analysts analysis analyses emphasis programmer programmers programmed programming program programs dialog dialogs color catalog catalogs'.split(
    ' ',
  ),
);

const STARTS = new Map<string, { at: string; side: 'american' | 'british' }[]>();
for (const [american, british] of PAIRS) {
  for (const [stem, side] of [
    [american, 'american'],
    [british, 'british'],
  ] as const) {
    const key = stem.slice(0, 3);
    STARTS.set(key, [...(STARTS.get(key) ?? []), { at: stem, side }]);
  }
}

/** The word in the other country's spelling, or null if both spell it alike or it is unknown. @param word lower-case */
export function otherSpelling(word: string): string | null {
  if (NEUTRAL.has(word)) return null;
  for (const [american, british] of PAIRS) {
    // If one stem begins with the other, the longer one is meant.
    const [long, short] = american.length > british.length ? [american, british] : [british, american];
    if (word.startsWith(long)) return short + word.slice(long.length);
    if (word.startsWith(short)) return long + word.slice(short.length);
  }
  return null;
}

/** Counts words by whose spelling they follow. */
export class SpellingCount {
  #american = 0;
  #british = 0;

  /** @param word lower-case */
  add(word: string): void {
    if (NEUTRAL.has(word)) return;
    const matches = STARTS.get(word.slice(0, 3))?.filter(({ at }) => word.startsWith(at));
    if (!matches || matches.length === 0) return;
    // "programme" begins with "program": the longer stem is the one meant.
    const longest = matches.reduce((a, b) => (b.at.length > a.at.length ? b : a));
    if (longest.side === 'american') this.#american++;
    else this.#british++;
  }

  /** One of the two if at least four in five words follow it, `unknown` below five words. */
  result(): Spelling {
    const all = this.#american + this.#british;
    if (all < 5) return 'unknown';
    if (this.#american >= 0.8 * all) return 'american';
    return this.#british >= 0.8 * all ? 'british' : 'mixed';
  }
}
