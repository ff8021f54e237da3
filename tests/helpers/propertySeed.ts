import fc from 'fast-check';

/** Every run draws the same cases, so that a change that breaks nothing fails nothing; OREBOOK_SEED=random or a number draws others. */
const DEFAULT_SEED = 20_260_531;

const { OREBOOK_SEED: requestedSeed } = process.env;
if (requestedSeed !== 'random')
  fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: requestedSeed === undefined ? DEFAULT_SEED : Number(requestedSeed) });
