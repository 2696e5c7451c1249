/*
 * Loaded before every test file: properties are tried on the same values on every machine and in
 * every run, so that a build fails for what it changes. FAST_CHECK_SEED=random tries others.
 */
import fc from 'fast-check';

if (process.env.FAST_CHECK_SEED !== 'random') fc.configureGlobal({ seed: 20_261_123 });
