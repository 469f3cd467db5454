import { fillText } from '../cell-template.ts';
import type { Cell, Notebook } from '../nbformat.ts';

/** Rewrites a code cell for a script. */
export type ToScriptCode = (source: string) => { code: string; requirements: string[] };

/** Older versions lack syntax and libraries that notebooks use. */
const REQUIRES_PYTHON = '>=3.10';
/** In a notebook, this class hides the stack trace. In a script, SystemExit does. */
const NOT_READY = /^class NotReady\(Exception\):\s*_render_traceback_ = .*$/m;
/** Hosts of notebooks, in the last cell. */
const HOSTS = /^- \*\*Run it (?:in|on) .*\n/gm;

/**
 * Formats a notebook as a script with its requirements in a PEP 723 header, for `uv run` and `hf jobs uv run`. Markdown
 * becomes comments. Pictures and sound are saved as files.
 */
export function formatScript(notebook: Notebook, toScriptCode: ToScriptCode): string {
  const requirements: string[] = [];
  const blocks = notebook.cells.map((cell) => {
    if (cell.cell_type === 'markdown') return commented(cell.source.replace(HOSTS, ''));
    const { code, requirements: found } = toScriptCode(withExit(cell));
    requirements.push(...found);
    return /\bplt\.\w|\bmatplotlib\b/.test(code) && !/\.show\(/.test(code)
      ? `${code}\nmatplotlib.pyplot.show()`
      : code;
  });
  const code = notebook.cells
    .flatMap((cell, at) => (cell.cell_type === 'code' ? [blocks[at]!] : []))
    .join('\n');
  const uses = (pattern: RegExp) => pattern.test(code);
  const ipython = uses(/\bIPython\b/);
  const matplotlib = uses(/\bmatplotlib\b/);
  const pillow = uses(/\bPIL\b/) && uses(/\.show\(/);
  if (ipython && !requirements.some((text) => /^ipython\b/i.test(text))) requirements.push('ipython');
  const helpers = fillText('cells/script.py.tmpl', {
    display: ipython || matplotlib || pillow || uses(/\bdisplay\(/),
    os: uses(/\bos\.(?:environ|chdir)\b/),
    subprocess: uses(/\bsubprocess\.run\(/),
    ipython,
    matplotlib,
    pillow,
  }).trim();
  const [title = '', ...rest] = blocks;
  return `${[header(requirements), title, helpers, ...rest]
    .map((block) => block.trim())
    .filter((block) => block !== '')
    .join('\n\n')}\n`;
}

function header(requirements: readonly string[]): string {
  return [
    '# /// script',
    `# requires-python = "${REQUIRES_PYTHON}"`,
    '# dependencies = [',
    ...[...new Set(requirements)].map((requirement) => `#     ${JSON.stringify(requirement)},`),
    '# ]',
    '# ///',
    '#',
    '# Run this script with "uv run <file>", or on Hugging Face Jobs with "hf jobs uv run <file>".',
  ].join('\n');
}

function withExit({ source }: Cell): string {
  return source.replace(NOT_READY, 'class NotReady(SystemExit):\n    """Ends the script with a message."""');
}

/** A line that PEP 723 would read as the start of a block gets a second `#`. */
function commented(text: string): string {
  return text
    .split('\n')
    .map((line) => (line === '' ? '#' : `${line.startsWith('/// ') ? '##' : '#'} ${line}`))
    .join('\n');
}
