import { GrammarMask } from './grammar-mask.ts';
import { Indentation } from './indentation.ts';
import { MAX_BRACKETS } from './limits.ts';
import { findMagicLine, magicEnd } from './magic-lines.ts';
import { matchNumber } from './number-token.ts';
import { describeProblem, ScanError, type SyntaxProblem } from './syntax-problem.ts';

export interface Scan {
  /**
   * A version of the code with the same length, for the grammar. IPython lines are replaced by a literal, and
   * unsupported syntax by an equivalent.
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

interface OpenBracket {
  char: string;
  at: number;
  /** The f-string that continues after the bracket. Set for a replacement field. */
  string?: OpenString;
  /** Whether the scan is in the field's format specification, which is text. */
  inSpec?: boolean;
}

const CLOSERS: Record<string, string> = { ')': '(', ']': '[', '}': '{' };
const STRING_START = /([rRbBuU]|[rR][bB]|[bB][rR]|[fF]|[rR][fF]|[fF][rR])?("""|'''|"|')/y;
const WORD = /[\p{L}\p{N}_\p{M}]+/uy;
/** Maximum length of `\\N{...}`. The longest Unicode name has 88 characters. */
const MAX_NAME_LENGTH = 120;
const INDENT = /[ \t\f]*/y;

/** Checks strings, brackets and indentation before the code is parsed with a grammar. */
class Scanner {
  private pos = 0;
  private readonly open: OpenBracket[] = [];
  private readonly indentation = new Indentation();
  private readonly mask: GrammarMask;
  private afterColon = false;
  private isFirst = true;

  constructor(private readonly code: string) {
    this.mask = new GrammarMask(code);
  }

  run(): Scan {
    let failure: ScanError | undefined;
    try {
      this.scanLines();
    } catch (error) {
      if (!(error instanceof ScanError)) throw error;
      failure = error;
    }
    const masked = this.mask.apply();
    if (failure === undefined) return { masked };
    return { masked, problem: describeProblem(this.code, failure) };
  }

  private scanLines(): void {
    const nul = this.code.indexOf('\0');
    if (nul >= 0) throw new ScanError(nul, 'a null byte');
    while (this.pos < this.code.length) {
      if (this.scanLineStart()) this.scanLogicalLine();
    }
    if (this.afterColon) throw new ScanError(this.code.length, 'expected an indented block');
  }

  /** Reads indentation. Returns false if the line is blank, a comment or IPython syntax. */
  private scanLineStart(): boolean {
    INDENT.lastIndex = this.pos;
    const blank = INDENT.exec(this.code)![0];
    const start = this.pos + blank.length;
    const next = this.code[start];
    if (next === undefined || next === '\n' || next === '\r' || next === '#') {
      const end = this.code.indexOf('\n', start);
      this.pos = end < 0 ? this.code.length : end + 1;
      return false;
    }
    const refusal = this.indentation.enter(blank, this.afterColon);
    if (refusal !== undefined) throw new ScanError(start, refusal);
    this.afterColon = false;
    const magic = findMagicLine(this.code, start, this.isFirst);
    this.isFirst = false;
    if (magic !== undefined) {
      this.mask.replace(start, magic.to, magic.mask);
      this.pos = magic.to;
      return magic.mask !== '0';
    }
    this.pos = start;
    return true;
  }

  private scanLogicalLine(): void {
    const { code } = this;
    this.mask.startStatement(this.pos);
    while (this.pos < code.length) {
      const at = this.pos;
      const char = code[at]!;
      if (char === '\n') {
        this.pos++;
        if (this.open.length === 0) return;
        this.mask.gap(at, at + 1, this.open.length);
      } else if (char === ' ' || char === '\t' || char === '\r' || char === '\f') {
        this.pos++;
      } else if (char === '#') {
        const end = code.indexOf('\n', at);
        this.pos = end < 0 ? code.length : end;
        this.mask.gap(at, this.pos, this.open.length);
      } else if (char === '\\') {
        this.scanContinuation(at);
      } else if (!this.string(at)) {
        this.scanToken(char, at);
      }
    }
    const last = this.open.at(-1);
    if (last !== undefined) throw new ScanError(last.at, `'${last.char}' was never closed`);
  }

  private scanToken(char: string, at: number): void {
    const { code, open } = this;
    this.afterColon = char === ':' && open.length === 0;
    if (this.scanNumber(at)) return;
    WORD.lastIndex = at;
    if (WORD.test(code)) {
      this.pos = WORD.lastIndex;
      this.mask.word(at, this.pos, open.length);
      return;
    }
    this.pos = at + 1;
    const top = open.at(-1);
    if (char === '(' || char === '[' || char === '{') {
      if (open.length >= MAX_BRACKETS) throw new ScanError(at, 'too many nested parentheses');
      open.push({ char, at });
      this.mask.open(at);
    } else if (char === ')' || char === ']' || char === '}') {
      if (top?.char !== CLOSERS[char]) throw new ScanError(at, `unmatched '${char}'`);
      open.pop();
      if (top?.string) this.scanStringBody(top.string, top.at);
      else this.mask.close(top!.at, at);
    } else if (char === ':' && top?.string) {
      top.inSpec = true;
      this.scanStringBody(top.string, top.at);
    } else if (char === '=' && open.length === 0) {
      this.maskAssignedMagic(at);
    }
  }

  private scanNumber(at: number): boolean {
    const number = matchNumber(this.code, at);
    if (number === undefined) return false;
    if (!number.valid) throw new ScanError(at, 'invalid number');
    if (number.bareDot !== undefined) this.mask.replace(number.bareDot, number.bareDot + 1, '_');
    this.pos = number.end;
    return true;
  }

  /** Masks the right side of `files = !ls` and `x = %magic`. */
  private maskAssignedMagic(at: number): void {
    const rest = /[ \t]*(?:!(?=[^\s=])|%[A-Za-z])/y;
    rest.lastIndex = at + 1;
    if ('=!<>+-*/%@&|^:'.includes(this.code[at - 1] ?? ' ') || !rest.test(this.code)) return;
    const end = magicEnd(this.code, at + 1);
    this.mask.replace(at + 1, end, ' 0');
    this.pos = end;
  }

  private scanContinuation(at: number): void {
    const after = this.code.startsWith('\r\n', at + 1) ? at + 2 : at + 1;
    if (this.code[after] !== '\n') throw new ScanError(at, 'unexpected character after line continuation');
    if (after === at + 2) this.mask.replace(at, at + 2, ' \\');
    if (after + 1 >= this.code.length)
      throw new ScanError(at, 'unexpected end of file after line continuation');
    this.pos = after + 1;
    this.mask.gap(at, this.pos, this.open.length);
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
    this.scanStringBody(string, at);
    return true;
  }

  /**
   * Scans the rest of a string, starting after its opening quote, after a replacement field, or after the colon in such
   * a field.
   */
  private scanStringBody(string: OpenString, start: number): void {
    const { code, open } = this;
    while (this.pos < code.length) {
      const char = code[this.pos]!;
      const top = open.at(-1);
      const inSpec = top?.string === string && top.inSpec === true;
      if (char === '\\') {
        const named = string.format && !string.raw && code.startsWith('\\N{', this.pos);
        const length = named ? code.slice(this.pos, this.pos + MAX_NAME_LENGTH).indexOf('}') + 1 : 0;
        this.pos += length > 0 ? length : code[this.pos + 1] === '\r' ? 3 : 2;
      } else if (code.startsWith(string.quote, this.pos)) {
        if (inSpec) throw new ScanError(this.pos, "f-string: expecting '}'");
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
        if (open.length >= MAX_BRACKETS) throw new ScanError(this.pos, 'too many nested parentheses');
        open.push({ char, at: this.pos++, string });
        return;
      } else {
        this.pos++;
      }
    }
    throw new ScanError(start, `unterminated ${string.long ? 'triple-quoted ' : ''}string`);
  }
}

/**
 * Scans strings, brackets, indentation and IPython lines, following the rules of the CPython and IPython tokenizers.
 */
export function scanPython(code: string): Scan {
  return new Scanner(code).run();
}
