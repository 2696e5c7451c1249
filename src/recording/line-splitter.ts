/** A line as it lies in its file, without its line end. */
export type RawLine = {
  offset: number;
  length: number;
  /** Cut short when the line is longer than any that was ever written. */
  bytes: Buffer;
};

const LINE_END = 0x0a;
/** Far beyond the longest delivery; more without a line end is not kept in memory. */
const LINE_BYTES_MAX = 32 * 1024 * 1024;

/** Splits chunks of a file into its lines. Empty lines are left out. */
export class LineSplitter {
  /** Where the line begins that is being collected. */
  #offset: number;
  #length = 0;
  #pieces: Buffer[] = [];

  constructor(from = 0) {
    this.#offset = from;
  }

  /** The lines that end in this chunk. */
  take(chunk: Buffer): RawLine[] {
    const lines: RawLine[] = [];
    let start = 0;
    for (let end = chunk.indexOf(LINE_END); end !== -1; end = chunk.indexOf(LINE_END, start)) {
      this.#collect(chunk.subarray(start, end));
      if (this.#length > 0) lines.push(this.#collected());
      this.#offset += this.#length + 1;
      this.#length = 0;
      this.#pieces = [];
      start = end + 1;
    }
    if (start < chunk.length) this.#collect(chunk.subarray(start));
    return lines;
  }

  /** What follows the last line end; null when nothing does. */
  rest(): RawLine | null {
    return this.#length === 0 ? null : this.#collected();
  }

  /** Where the line after the last whole one begins. */
  get end(): number {
    return this.#offset;
  }

  #collect(piece: Buffer): void {
    if (this.#length < LINE_BYTES_MAX) this.#pieces.push(piece);
    this.#length += piece.length;
  }

  #collected(): RawLine {
    const [first = Buffer.alloc(0), ...more] = this.#pieces;
    const bytes = more.length === 0 ? first : Buffer.concat(this.#pieces);
    return { offset: this.#offset, length: this.#length, bytes };
  }
}
