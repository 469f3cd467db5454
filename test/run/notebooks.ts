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
