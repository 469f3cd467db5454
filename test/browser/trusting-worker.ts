import { Marked } from 'marked';
import { jobs } from '../../src/server/workers/run-jobs.ts';
import { serveJobs } from '../../src/server/workers/serve-jobs.ts';
import { readCells } from '../../src/share/check-notebook.ts';

/** A worker that trusts all input: everything in a cell becomes unescaped markup. */
serveJobs(process, async () => ({
  ...jobs,
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
