import { styleText } from 'node:util';
import { diffWords, type Run } from './diff-words.ts';
import type { Leaf } from './find-leaves.ts';

/** How text is laid out: in columns, and with colour or without. */
export type Look = { width: number; isColoured: boolean };

type Style = Parameters<typeof styleText>[0];
type Side = { style: Style; open: string; close: string };
type Piece = { text: string; isChanged: boolean };

// Without colour, changed words stand between the marks that git's word diff has.
const RECORDED: Side = { style: 'red', open: '[-', close: '-]' };
const REPLAYED: Side = { style: 'green', open: '{+', close: '+}' };
const INDENT = '  ';
const GAP = ' │ ';
/** Longer texts are cut: what differs in them is not read on a terminal. */
const TEXT_LENGTH_MAX = 2000;

/** Styles a text, where there is colour. */
export function paint(style: Style, text: string, { isColoured }: Pick<Look, 'isColoured'>) {
  return isColoured ? styleText(style, text, { validateStream: false }) : text;
}

/** What was recorded beside what comes out today, with the words that differ marked. */
export function sideBySide({ recorded, replayed }: Leaf, look: Look): string[] {
  const width = Math.floor((look.width - INDENT.length - GAP.length) / 2);
  const { before, after } = diffWords(cut(recorded), cut(replayed));
  const left = layOut(before, RECORDED, width, look);
  const right = layOut(after, REPLAYED, width, look);
  const head = `${'recorded'.padEnd(width)}${GAP}replayed`;
  const rows = Array.from({ length: Math.max(left.length, right.length) }, (_, index) => {
    const row = left[index] ?? { text: '', length: 0 };
    return `${row.text}${' '.repeat(width - row.length)}${GAP}${right[index]?.text ?? ''}`;
  });
  return [paint('dim', head, look), ...rows].map((row) => `${INDENT}${row}`.trimEnd());
}

function cut(text: string): string {
  return text.length > TEXT_LENGTH_MAX ? `${text.slice(0, TEXT_LENGTH_MAX)}…` : text;
}

/** Runs as rows of a column; `length` is what a row takes on the terminal, colours left out. */
function layOut(runs: Run[], side: Side, width: number, look: Look) {
  const rows: { text: string; length: number }[] = [{ text: '', length: 0 }];
  for (const { text, isChanged } of toPieces(runs, side, width, look)) {
    let row = rows.at(-1);
    const fits = row !== undefined && row.length + text.trimEnd().length <= width;
    if (row === undefined || !fits) {
      row = { text: '', length: 0 };
      rows.push(row);
    }
    const shown = text.slice(0, width - row.length);
    row.text += isChanged ? paint(side.style, shown, look) : shown;
    row.length += shown.length;
  }
  return rows;
}

/** Words with their marks; one that is wider than the column is broken. */
function toPieces(runs: Run[], { open, close }: Side, width: number, look: Look): Piece[] {
  return runs.flatMap(({ text, isChanged }) => {
    const isMarked = isChanged && !look.isColoured;
    const space = /\s*$/.exec(text)?.[0] ?? '';
    const whole = isMarked ? `${open}${text.trimEnd()}${close}${space}` : text;
    return whole
      .replace(/\s/g, ' ')
      .split(/(?<= )(?=[^ ])/)
      .flatMap((word) => breakUp(word, width))
      .map((word) => ({ text: word, isChanged }));
  });
}

function breakUp(word: string, width: number): string[] {
  return word.match(new RegExp(`.{1,${width}}`, 'gu')) ?? [];
}
