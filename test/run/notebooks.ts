import { writeFileSync } from 'node:fs';

/** A notebook of code cells `cell-1`, `cell-2` ..., whose lines are their source. Text begins with `# `. */
export function notebookOf(sources: readonly string[], tags: Record<number, string[]> = {}): string {
  const cells = sources.map((source, at) =>
    source.startsWith('# ')
      ? { cell_type: 'markdown', id: `cell-${at + 1}`, metadata: {}, source }
      : {
          cell_type: 'code',
          id: `cell-${at + 1}`,
          metadata: tags[at + 1] === undefined ? {} : { tags: tags[at + 1] },
          execution_count: null,
          outputs: [],
          source,
        },
  );
  const metadata = { kernelspec: { display_name: 'Python 3', language: 'python', name: 'python3' } };
  return `${JSON.stringify({ cells, metadata, nbformat: 4, nbformat_minor: 5 }, null, 1)}\n`;
}

/** Writes a shell script that stands in for a program. */
export function writeProgram(path: string, lines: readonly string[]): void {
  writeFileSync(path, `#!/bin/sh\n${lines.join('\n')}\n`, { mode: 0o755 });
}

/** A shell script that stands in for a Python interpreter with nbclient. It prints these lines and driver events. */
export function writePython(path: string, events: readonly (object | string)[], ...more: string[]): void {
  const say = (event: object | string) => {
    const line = typeof event === 'string' ? event : JSON.stringify(event);
    return `printf '%s\\n' '${line.replaceAll("'", "'\\''")}'`;
  };
  writeProgram(path, [...events.map(say), ...more]);
}

/** The driver's first event. */
export const READY = { event: 'ready', executable: '/fake/python', version: '3.99.0' };

/**
 * A shell script that stands in for a Python without packages. It creates environments, whose Python runs notebooks
 * with these events and appends its variables to `<folder>/variables`. pip first runs `pipLines`; `$packages` are the
 * requirements. Each program appends what it does to `<folder>/calls`.
 */
export function writeBasePython(
  path: string,
  folder: string,
  { events = [READY, { event: 'done' }], pipLines = [], hasVenv = true }: BasePythonOptions = {},
): void {
  const runner = `${path}.runner`;
  writePython(runner, events);
  const facts = { path, version: '3.12.1', identity: `stand-in ${path}`, hasVenv };
  writeProgram(path, [
    `log() { echo "$1" >> '${folder}/calls'; }`,
    'PATH=/usr/bin:/bin',
    'case "$*" in',
    `"-I -B -c "*) echo '${JSON.stringify(facts)}' ;;`,
    '"-B -m venv "*)',
    '  log "venv"; mkdir -p "$4/bin" "$4/lib/python3.12/site-packages"',
    '  cp "$0" "$4/bin/python3" ;;',
    '"-m pip install "*)',
    '  while [ "$1" != -- ]; do shift; done; shift; packages=$*; log "pip $packages"',
    ...pipLines.map((line) => `  ${line}`),
    '  for name in $packages; do mkdir -p "$(dirname "$0")/../lib/python3.12/site-packages/$name.dist-info"; done ;;',
    `*) log "run"; env > '${folder}/variables'; exec '${runner}' "$@" ;;`,
    'esac',
  ]);
}

export interface BasePythonOptions {
  events?: readonly (object | string)[];
  pipLines?: readonly string[];
  hasVenv?: boolean;
}
