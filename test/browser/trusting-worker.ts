import { Marked } from 'marked';
import { tasks } from '../../src/server/workers/run-tasks.ts';
import { serveTasks } from '../../src/server/workers/serve-tasks.ts';
import { readCells } from '../../src/share/check-notebook.ts';

/** A worker that trusts all input: everything in a cell becomes unescaped markup. */
serveTasks(process, async () => ({
  ...tasks,
  render({ bytes }: { bytes: Uint8Array }) {
    const parts = readCells(bytes).flatMap((cell) => {
      const source = [cell.source].flat().join('');
      if (cell.cell_type === 'markdown') return [new Marked().parse(source, { async: false })];
      return [
        source,
        ...(cell.cell_type === 'code' ? cell.outputs.map((output) => JSON.stringify(output)) : []),
      ];
    });
    return parts.join('\n');
  },
}));
