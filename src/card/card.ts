/** A parsed model card. */
export interface Card {
  /** The YAML header as plain data, without `model-index`; undefined if there is none or it cannot be read. */
  frontMatter: Record<string, unknown> | undefined;
  /** What the model is: one or two sentences of plain text on one line. Absent if no paragraph describes it. */
  summary?: string;
  /** In file order. */
  blocks: CodeBlock[];
  /** What was cut, skipped or repaired: one sentence each. */
  warnings: string[];
}

/** A code block of a card and its position. */
export interface CodeBlock {
  /** A `heredoc` block is part of the shell block before it in the list. */
  kind: 'fence' | 'indented' | 'html' | 'heredoc';
  /** First word of the info string in lowercase, without attributes and braces; '' if there is none. */
  language: string;
  /** Info string as written. */
  info: string;
  /** With LF newlines and without the prefixes of lists and quotes. Never blank. */
  code: string;
  /** 1-based line of the first line of code in the original file, after the fence line. */
  startLine: number;
  /** 1-based line of the last line of code. */
  endLine: number;
  /** Text of each enclosing heading, outermost first. */
  headings: string[];
  /** Whether the block has a closing fence or tag. */
  closed: boolean;
}
