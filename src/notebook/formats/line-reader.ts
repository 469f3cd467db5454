/**
 * Tracks Python source line by line, like jupytext's reader: whether a line starts inside a string. Also counts the open
 * brackets, which jupytext does not.
 */
export class LineReader {
  brackets = 0;
  #triple: string | undefined;

  /** Whether the next line starts inside a triple-quoted string. */
  get quoted(): boolean {
    return this.#triple !== undefined;
  }

  read(line: string): void {
    if (!this.quoted && line.trimStart().startsWith('#')) return;
    let single: string | undefined;
    let tripleAt = -1;
    for (let at = 0; at < line.length; at++) {
      const char = line[at]!;
      const outside = single === undefined && this.#triple === undefined;
      if (outside && char === '#') break;
      if (outside) this.#count(char);
      if ((char !== '"' && char !== "'") || line[at - 1] === '\\') continue;
      if (single === char) single = undefined;
      else if (single === undefined) {
        if (at >= tripleAt + 3 && line.slice(Math.max(0, at - 2), at + 1) === char.repeat(3)) {
          if (this.#triple === char) this.#triple = undefined;
          else if (this.#triple === undefined) this.#triple = char;
          else continue;
          tripleAt = at;
        } else if (this.#triple === undefined) single = char;
      }
    }
  }

  #count(char: string): void {
    if ('([{'.includes(char)) this.brackets++;
    else if (')]}'.includes(char)) this.brackets = Math.max(0, this.brackets - 1);
  }
}
