import assert from 'node:assert/strict';
import { test } from 'node:test';
import { en } from '../../../machines/languages/en/en.ts';
import { type JoinedPieces, joinPieces } from '../../../machines/listening/join-pieces.ts';

const on = (given: string): JoinedPieces => ({ ok: true, given, isLast: false });
const last = (given: string): JoinedPieces => ({ ok: true, given, isLast: true });

const PIECES: [given: string, heard: string | number | null, joined: JoinedPieces][] = [
  ['', 'h q five one', on('HQ51')],
  ['HQ51', 'seven three', on('HQ5173')],
  ['HQ51', 73, on('HQ5173')],
  ['HQ51', 'double seven', on('HQ5177')],
  ['HQ51', '51', on('HQ5151')],
  ['HQ51', "User's Keypad Entry: 7320", on('HQ517320')],
  ['HQ51', "User's Keypad Entry: 7320#", last('HQ517320')],
  ['HQ51', 'HQ5173', on('HQ5173')],
  ['7320', 'HQ517320', on('HQ517320')],
  // Two characters are at the end of many a piece.
  ['73', '512273', on('73512273')],
  ['HQ51', "seven three, that's all", last('HQ5173')],
  ['HQ51', "That's all.", last('HQ51')],
  ['HQ51', "That's all of it.", last('HQ51')],
  ['HQ51', "seven three, and that's all of it", last('HQ5173')],
  ['HQ51', "Yes, that's all of it.", last('HQ51')],
  ['HQ51', 'OK, that is all there is', last('HQ51')],
  ['HQ51', "B or D, that's all", { ok: false, fault: 'noPiece' }],
  ['HQ51', "Smith, that's all", { ok: false, fault: 'noPiece' }],
  ['HQ51', 'seven three, all done', last('HQ5173')],
  ['HQ51', 'seven three that is the  end', last('HQ5173')],
  ['HQ51', "seven three that's the whole number ", last('HQ5173')],
  ['HQ51', 'seven three "(done)."', last('HQ5173')],
  ['HQ51', '#73', on('HQ5173')],
  ['10', '10', on('1010')],
  ['123', '456123', on('456123')],
  ['123', '9123', on('1239123')],
  ['HQ51', 7.5, { ok: false, fault: 'noPiece' }],
  ['5'.repeat(38), '12', on(`${'5'.repeat(38)}12`)],
  ['HQ51', `73${' '.repeat(4998)}`, on('HQ5173')],
  ['HQ51', 'what do you mean', { ok: false, fault: 'noPiece' }],
  ['HQ51', 'seven or eight', { ok: false, fault: 'noPiece' }],
  ['HQ51', null, { ok: false, fault: 'noPiece' }],
  ['5'.repeat(38), '123', { ok: false, fault: 'tooLong' }],
  ['HQ51', '9 '.repeat(5000), { ok: false, fault: 'tooLong' }],
];

for (const [given, heard, joined] of PIECES) {
  test(`joinPieces(): "${given.slice(0, 10)}", then ${JSON.stringify(heard)?.slice(0, 40)}`, () => {
    assert.deepEqual(joinPieces(given, heard, en), joined);
  });
}
