import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser'];

/** Where Chromium is: what CHROMIUM_PATH says, or what the PATH has; null where there is none. */
export function findChromium(environment: NodeJS.ProcessEnv): string | null {
  const { CHROMIUM_PATH, PATH = '' } = environment;
  const folders = PATH.split(delimiter).filter((folder) => folder !== '');
  const places = folders.flatMap((folder) => NAMES.map((name) => join(folder, name)));
  const wanted = CHROMIUM_PATH === undefined ? places : [CHROMIUM_PATH];
  return wanted.find(isProgram) ?? null;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Starts Chromium without a window. */
export function openBrowser(executablePath: string): Promise<Browser> {
  // Chromium's sandbox refuses to run as root, as containers do.
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return chromium.launch({ executablePath, args });
}
