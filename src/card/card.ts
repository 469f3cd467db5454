/** A model card, read as text. */
export interface Card {
  /** The YAML before the text, as plain data, without `model-index`; undefined when there is none or it can't be read. */
  frontMatter: Record<string, unknown> | undefined;
  /** In the order of the file. */
  blocks: CodeBlock[];
  /** Text of the first heading of level 1. */
  title?: string;
  /** What was cut, skipped or repaired, a sentence each. */
  warnings: string[];
}

/** Code of a card, and where it stands. */
export interface CodeBlock {
  /** `heredoc` blocks stand inside the shell block that comes before them in the list. */
  kind: 'fence' | 'indented' | 'html' | 'heredoc';
  /** First word of the info string, lower case, without attributes and braces; '' when there is none. */
  language: string;
  /** Info string as written. */
  info: string;
  /** LF newlines, the prefixes of lists and quotes stripped. Never blank. */
  code: string;
  /** 1-based line of the first line of code in the file as it came; the fence line is not part of it. */
  startLine: number;
  /** Line of the last line of code. */
  endLine: number;
  /** Texts of the headings above it, outermost first. */
  headings: string[];
  /** Last 300 characters of the text of the nearest paragraph before it under the same heading, '' if none. */
  lead: string;
  /** Whether the author closed it. */
  closed: boolean;
}
