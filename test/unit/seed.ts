import fc from 'fast-check';

/**
 * The same cases in each run: a change is judged by what it changed, not by a roll of the dice. Other cases are drawn
 * with `OWNHAND_SEED=N npm run test:unit`, and by `npm run fuzz`.
 */
fc.configureGlobal({ seed: Number(process.env.OWNHAND_SEED ?? 1) });
