/** Positions to replace with spaces if the parentheses after `with` contain its items. */
interface WithItems {
  open: number;
  blanks: [from: number, to: number][];
  hasAs: boolean;
}

const WITH = /(?:async[ \t]+)?with\b/y;
const WITH_OPEN = /(?:async[ \t]+)?with[ \t]*\(/y;
const AS_NAME = /[\s\\]*[\p{L}_][\p{L}\p{N}\p{M}_]*\s*[,:)]/uy;
const BARE = /[ \t]*(?:[\r\n)\]}=;,#]|$)/y;
const PRINT_NAME = /[ \t]*[=:,[\-+*/%;<>!|&^@]/y;

/**
 * Replaces syntax that @lezer/python does not support with supported code of the same length: `with (a as b, c):`,
 * `with a as b.c:`, a bare `yield`, and `print` as an ordinary name.
 */
export class GrammarMask {
  private readonly edits: [from: number, to: number, text: string][] = [];
  private inWith = false;
  private itemsAt = -1;
  private items: WithItems | undefined;

  constructor(private readonly code: string) {}

  /** Replaces a range with `text`, which is padded with spaces to the same length. */
  replace(from: number, to: number, text: string): void {
    this.edits.push([from, to, text]);
  }

  startStatement(at: number): void {
    this.inWith = matchesAt(WITH, this.code, at);
    this.itemsAt = matchesAt(WITH_OPEN, this.code, at) ? WITH_OPEN.lastIndex - 1 : -1;
  }

  /** @param depth number of open brackets around the word */
  word(from: number, to: number, depth: number): void {
    const word = this.code.slice(from, to);
    if (word === 'yield') {
      if (matchesAt(BARE, this.code, to)) this.replace(from, to, 'None');
    } else if (word === 'print') {
      if (matchesAt(PRINT_NAME, this.code, to)) this.replace(from, to, 'PRINT');
    } else if (word === 'as' && this.inWith) {
      const isItem = this.items === undefined ? depth === 0 : depth === 1;
      if (!isItem) return;
      if (this.items !== undefined) this.items.hasAs = true;
      if (!matchesAt(AS_NAME, this.code, to)) this.replace(from, to, ',');
    }
  }

  open(at: number): void {
    if (at === this.itemsAt) this.items = { open: at, blanks: [], hasAs: false };
  }

  /** Records a newline, comment or backslash between tokens. */
  gap(from: number, to: number, depth: number): void {
    if (depth === 1) this.items?.blanks.push([from, to]);
  }

  close(open: number, at: number): void {
    if (this.items?.open !== open) return;
    const { blanks, hasAs } = this.items;
    this.items = undefined;
    if (!hasAs || !matchesAt(/[ \t]*:/y, this.code, at + 1)) return;
    for (const [from, to] of [[open, open + 1] as const, ...blanks, [at, at + 1] as const]) {
      this.replace(from, to, '');
    }
  }

  apply(): string {
    let masked = '';
    let at = 0;
    for (const [from, to, text] of this.edits.sort((a, b) => a[0] - b[0])) {
      masked += this.code.slice(at, from) + text.padEnd(to - from, ' ');
      at = to;
    }
    return masked + this.code.slice(at);
  }
}

function matchesAt(pattern: RegExp, code: string, at: number): boolean {
  pattern.lastIndex = at;
  return pattern.test(code);
}
