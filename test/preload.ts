/*
 * Loaded before every test file. Properties are tried on the same values on every machine and in
 * every run, so that a build fails for what it changes; FAST_CHECK_SEED=random tries others. And what
 * was compiled once is not compiled again by each of some hundred processes, nor by those they start.
 */
import { enableCompileCache } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';

process.env.NODE_COMPILE_CACHE ??= join(tmpdir(), 'waybill-compile-cache');
enableCompileCache(process.env.NODE_COMPILE_CACHE);

/** For a process that gets an environment of its own. */
export const COMPILED = { NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE };

if (process.env.FAST_CHECK_SEED !== 'random') fc.configureGlobal({ seed: 20_261_123 });
