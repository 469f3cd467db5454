/** Labels of code blocks, by what such a block contains. */
const LABELS = {
  python: 'python py python3 py3 python2 pycon ipython ipython3 python-repl pytb jupyter colab',
  shell: 'bash sh shell zsh console',
  // Text that was typed into a terminal: commands, and also Python if an interpreter was started.
  terminal: 'terminal commandline shell-session shellsession ksh fish cmd',
  windows: 'bat powershell',
  code: 'javascript js typescript ts jsx tsx c cpp c++ java kotlin swift go rust ruby php r julia css sql dockerfile',
  data: 'json jsonl yaml yml toml ini xml html csv bibtex latex tex markdown md diff mermaid',
  text: 'text txt plaintext',
} as const;

type LabelKind = keyof typeof LABELS;
export type LanguageKind = LabelKind | 'unlabeled' | 'unknown';

const KINDS: ReadonlyMap<string, LabelKind> = new Map(
  (Object.keys(LABELS) as LabelKind[]).flatMap((kind) =>
    LABELS[kind].split(' ').map((label) => [label, kind] as const),
  ),
);

/** The kind of content that a code block's lowercase label indicates. */
export function languageKind(label: string): LanguageKind {
  return label === '' ? 'unlabeled' : (KINDS.get(label) ?? 'unknown');
}
