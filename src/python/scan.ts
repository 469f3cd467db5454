import { MAX_BRACKETS, MAX_INDENTS } from './limits.ts';
import { findMagicLine, magicEnd } from './magic-lines.ts';
import { matchNumber } from './number-token.ts';

export interface SyntaxProblem {
  /** 1-based line of the block. */
  line: number;
  message: string;
}

export interface Scan {
  /**
   * Same length as the input: IPython's lines are replaced by a literal, and what the grammar doesn't know
   * (`1.` for a number, parenthesised `with` items, CRLF after a backslash) by an equivalent it does.
   */
  masked: string;
  problem?: SyntaxProblem;
}

interface OpenString {
  quote: string;
  long: boolean;
  raw: boolean;
  format: boolean;
}

interface Open {
  char: string;
  at: number;
  /** Set for a replacement field: the f-string that goes on after it. */
  string?: OpenString;
  /** Whether the field has come to its format specification, which is text again. */
  inSpec?: boolean;
}

/** Positions to blank if an open parenthesis turns out to hold the items of a `with`. */
interface WithItems {
  depth: number;
  blanks: [from: number, to: number][];
  hasAs: boolean;
}

const CLOSERS: Record<string, string> = { ')': '(', ']': '[', '}': '{' };
const STRING_START = /([rRbBuU]|[rR][bB]|[bB][rR]|[fF]|[rR][fF]|[fF][rR])?("""|'''|"|')/y;
const WORD = /[\p{L}\p{N}_\p{M}]+/uy;
const WITH_ITEMS = /(?:async[ \t]+)?with[ \t]*\(/y;
const WITH = /(?:async[ \t]+)?with\b/y;
const AS_NAME = /[\s\\]*[\p{L}_][\p{L}\p{N}\p{M}_]*\s*[,:)]/uy;
const BARE = /[ \t]*(?:[\r\n)\]}=;,#]|$)/y;
const PRINT_NAME = /[ \t]*[=:,[\-+*/%;<>!|&^@]/y;
/** Of `\\N{...}`; the longest name that Unicode has takes 88 characters. */
const LONGEST_NAME = 120;
const INDENT = /[ \t\f]*/y;

class Problem extends Error {
  constructor(
    readonly at: number,
    message: string,
  ) {
    super(message);
  }
}

/** What a line-based reader has to know before a grammar can be asked: strings, brackets, indentation. */
class Scanner {
  private pos = 0;
  private readonly open: Open[] = [];
  private readonly indents: [column: number, alternate: number][] = [[0, 0]];
  private readonly edits: [from: number, to: number, text: string][] = [];
  private afterColon = false;
  private isFirst = true;
  private inWith = false;
  private withItems: WithItems | undefined;

  constructor(private readonly code: string) {}

  run(): Scan {
    let failure: Problem | undefined;
    try {
      this.lines();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      failure = error;
    }
    const masked = this.mask();
    if (failure === undefined) return { masked };
    return { masked, problem: { line: countLines(this.code, failure.at), message: failure.message } };
  }

  private lines(): void {
    const nul = this.code.indexOf('\0');
    if (nul >= 0) throw new Problem(nul, 'a null byte');
    while (this.pos < this.code.length) {
      if (this.lineStart()) this.logicalLine();
    }
    if (this.afterColon) throw new Problem(this.code.length, 'expected an indented block');
  }

  /** Reads indentation; false when the line is blank, a comment, or IPython's. */
  private lineStart(): boolean {
    INDENT.lastIndex = this.pos;
    const blank = INDENT.exec(this.code)![0];
    const start = this.pos + blank.length;
    const next = this.code[start];
    if (next === undefined || next === '\n' || next === '\r' || next === '#') {
      const end = this.code.indexOf('\n', start);
      this.pos = end < 0 ? this.code.length : end + 1;
      return false;
    }
    this.indentation(blank, start);
    this.afterColon = false;
    const magic = findMagicLine(this.code, start, this.isFirst);
    this.isFirst = false;
    if (magic !== undefined) {
      this.edits.push([start, magic.to, magic.mask]);
      this.pos = magic.to;
      return magic.mask !== '0';
    }
    this.pos = start;
    return true;
  }

  private indentation(blank: string, at: number): void {
    let column = 0;
    let alternate = 0;
    for (const char of blank) {
      if (char === '\f') {
        column = 0;
        alternate = 0;
      } else {
        column += char === '\t' ? 8 - (column % 8) : 1;
        alternate += 1;
      }
    }
    let [top, topAlternate] = this.indents.at(-1)!;
    if (column > top) {
      if (alternate <= topAlternate) throw new Problem(at, 'inconsistent use of tabs and spaces');
      if (!this.afterColon) throw new Problem(at, 'unexpected indent');
      if (this.indents.length >= MAX_INDENTS) throw new Problem(at, 'too many levels of indentation');
      this.indents.push([column, alternate]);
      return;
    }
    if (this.afterColon) throw new Problem(at, 'expected an indented block');
    while (column < top) {
      this.indents.pop();
      [top, topAlternate] = this.indents.at(-1)!;
    }
    if (column !== top) throw new Problem(at, 'unindent does not match any outer indentation level');
    if (alternate !== topAlternate) throw new Problem(at, 'inconsistent use of tabs and spaces');
  }

  private logicalLine(): void {
    const { code } = this;
    WITH.lastIndex = this.pos;
    this.inWith = WITH.test(code);
    WITH_ITEMS.lastIndex = this.pos;
    const items = WITH_ITEMS.test(code) ? WITH_ITEMS.lastIndex - 1 : -1;
    while (this.pos < code.length) {
      const at = this.pos;
      const char = code[at]!;
      if (char === '\n') {
        this.pos++;
        if (this.open.length === 0) return;
        this.blankInWith(at, at + 1);
      } else if (char === ' ' || char === '\t' || char === '\r' || char === '\f') {
        this.pos++;
      } else if (char === '#') {
        const end = code.indexOf('\n', at);
        this.pos = end < 0 ? code.length : end;
        this.blankInWith(at, this.pos);
      } else if (char === '\\') {
        this.continuation(at);
      } else if (!this.string(at)) {
        this.token(char, at, items);
      }
    }
    const last = this.open.at(-1);
    if (last !== undefined) throw new Problem(last.at, `'${last.char}' was never closed`);
  }

  private token(char: string, at: number, items: number): void {
    const { code, open } = this;
    this.afterColon = char === ':' && open.length === 0;
    if (this.number(at)) return;
    WORD.lastIndex = at;
    if (WORD.test(code)) {
      this.pos = WORD.lastIndex;
      this.word(code.slice(at, this.pos), at);
      return;
    }
    this.pos = at + 1;
    const top = open.at(-1);
    if (char === '(' || char === '[' || char === '{') {
      if (open.length >= MAX_BRACKETS) throw new Problem(at, 'too many nested parentheses');
      open.push({ char, at });
      if (at === items) this.withItems = { depth: 1, blanks: [], hasAs: false };
    } else if (char === ')' || char === ']' || char === '}') {
      if (top?.char !== CLOSERS[char]) throw new Problem(at, `unmatched '${char}'`);
      open.pop();
      if (top?.string) this.stringBody(top.string, top.at);
      else if (open.length === 0 && this.withItems) this.endWith(top!.at, at);
    } else if (char === ':' && top?.string) {
      top.inSpec = true;
      this.stringBody(top.string, top.at);
    } else if (char === '=' && open.length === 0) {
      this.assignedMagic(at);
    }
  }

  /** Equivalents for what the grammar lacks: a bare `yield`, `print` as a name like any other, `with a as` anything but a name. */
  private word(word: string, at: number): void {
    if (word === 'yield') {
      BARE.lastIndex = this.pos;
      if (BARE.test(this.code)) this.edits.push([at, this.pos, 'None']);
    } else if (word === 'print') {
      PRINT_NAME.lastIndex = this.pos;
      if (PRINT_NAME.test(this.code)) this.edits.push([at, this.pos, 'PRINT']);
    } else if (word === 'as' && this.inWith) {
      if (this.withItems?.depth === this.open.length) this.withItems.hasAs = true;
      AS_NAME.lastIndex = this.pos;
      const isItem = this.open.length === 0 || this.withItems?.depth === this.open.length;
      if (isItem && !AS_NAME.test(this.code)) this.edits.push([at, this.pos, ',']);
    }
  }

  private number(at: number): boolean {
    const number = matchNumber(this.code, at);
    if (number === undefined) return false;
    if (!number.valid) throw new Problem(at, 'invalid number');
    if (number.bareDot !== undefined) this.edits.push([number.bareDot, number.bareDot + 1, '_']);
    this.pos = number.end;
    return true;
  }

  /** `files = !ls` and `x = %magic`. */
  private assignedMagic(at: number): void {
    const rest = /[ \t]*(?:!(?!=)|%[A-Za-z])/y;
    rest.lastIndex = at + 1;
    if ('=!<>+-*/%@&|^:'.includes(this.code[at - 1] ?? ' ') || !rest.test(this.code)) return;
    const end = magicEnd(this.code, at + 1);
    this.edits.push([at + 1, end, ' 0']);
    this.pos = end;
  }

  private continuation(at: number): void {
    const after = this.code.startsWith('\r\n', at + 1) ? at + 2 : at + 1;
    if (this.code[after] !== '\n') throw new Problem(at, 'unexpected character after line continuation');
    if (after === at + 2) this.edits.push([at, at + 2, ' \\']);
    if (after + 1 >= this.code.length)
      throw new Problem(at, 'unexpected end of file after line continuation');
    this.pos = after + 1;
    if (this.open.length > 0) this.blankInWith(at, this.pos);
  }

  private string(at: number): boolean {
    STRING_START.lastIndex = at;
    const match = STRING_START.exec(this.code);
    if (match === null) return false;
    this.afterColon = false;
    const prefix = (match[1] ?? '').toLowerCase();
    this.pos = STRING_START.lastIndex;
    const quotes = match[2]!;
    const string = {
      quote: quotes,
      long: quotes.length === 3,
      raw: prefix.includes('r'),
      format: prefix.includes('f'),
    };
    this.stringBody(string, at);
    return true;
  }

  /** Goes on behind an opening quote, a replacement field, or the colon in one. */
  private stringBody(string: OpenString, start: number): void {
    const { code, open } = this;
    while (this.pos < code.length) {
      const char = code[this.pos]!;
      const top = open.at(-1);
      const inSpec = top?.string === string && top.inSpec === true;
      if (char === '\\') {
        const named = string.format && !string.raw && code.startsWith('\\N{', this.pos);
        const length = named ? code.slice(this.pos, this.pos + LONGEST_NAME).indexOf('}') + 1 : 0;
        this.pos += length > 0 ? length : code[this.pos + 1] === '\r' ? 3 : 2;
      } else if (code.startsWith(string.quote, this.pos)) {
        if (inSpec) throw new Problem(this.pos, "f-string: expecting '}'");
        this.pos += string.quote.length;
        return;
      } else if (char === '\n' && !string.long) {
        break;
      } else if (inSpec && char === '}') {
        open.pop();
        this.pos++;
      } else if (string.format && char === '{') {
        if (!inSpec && code[this.pos + 1] === '{') {
          this.pos += 2;
          continue;
        }
        if (open.length >= MAX_BRACKETS) throw new Problem(this.pos, 'too many nested parentheses');
        open.push({ char, at: this.pos++, string });
        return;
      } else {
        this.pos++;
      }
    }
    throw new Problem(start, `unterminated ${string.long ? 'triple-quoted ' : ''}string`);
  }

  private blankInWith(from: number, to: number): void {
    if (this.withItems?.depth === this.open.length) this.withItems.blanks.push([from, to]);
  }

  private endWith(from: number, to: number): void {
    const { blanks, hasAs } = this.withItems!;
    this.withItems = undefined;
    if (!hasAs || !/[ \t]*:/y.test(this.code.slice(to + 1, to + 80))) return;
    for (const [start, end] of [[from, from + 1] as const, ...blanks, [to, to + 1] as const]) {
      this.edits.push([start, end, '']);
    }
  }

  private mask(): string {
    let masked = '';
    let from = 0;
    for (const [start, end, text] of this.edits.sort((a, b) => a[0] - b[0])) {
      masked += this.code.slice(from, start) + text.padEnd(end - start, ' ');
      from = end;
    }
    return masked + this.code.slice(from);
  }
}

function countLines(code: string, before: number): number {
  let line = 1;
  for (let at = code.indexOf('\n'); at >= 0 && at < before; at = code.indexOf('\n', at + 1)) line++;
  return line;
}

/** Strings, brackets, indentation and IPython's lines, as CPython's and IPython's tokenizers see them. */
export function scanPython(code: string): Scan {
  return new Scanner(code).run();
}
