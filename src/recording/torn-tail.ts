import type { DiskFile } from '../edges.ts';

const LINE_END = 0x0a;
const BLOCK_BYTES = 64 * 1024;

/**
 * Cuts off what follows the last line end of a file: the line that a killed process was writing.
 * Nobody was answered on its strength, since a line is whole before its answer goes out. Returns
 * how many bytes were cut, and the size that is left.
 */
export async function cutTornTail(file: DiskFile): Promise<{ cut: number; size: number }> {
  const { size } = await file.stat();
  const end = await findEndOfLines(file, size);
  if (end < size) await file.truncate(end);
  return { cut: size - end, size: end };
}

async function findEndOfLines(file: DiskFile, size: number): Promise<number> {
  const block = Buffer.alloc(BLOCK_BYTES);
  for (let end = size; end > 0; ) {
    const start = Math.max(0, end - BLOCK_BYTES);
    const { bytesRead } = await file.read(block, 0, end - start, start);
    if (bytesRead < end - start) throw new Error('Cannot read the end of the file: it shrinks');
    const found = block.subarray(0, bytesRead).lastIndexOf(LINE_END);
    if (found !== -1) return start + found + 1;
    end = start;
  }
  return 0;
}
