import { readFileSync } from 'node:fs';

/** The looks of the HTML report: light and dark, on a screen of any width and on paper. */
export const STYLE = readFileSync(new URL('report.css', import.meta.url), 'utf8');
