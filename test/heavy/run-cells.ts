import { spawn } from 'node:child_process';
import { PYTHON } from './python.ts';

const RUN_CELLS = `
import json, sys, nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
cells = [nbformat.v4.new_code_cell(source) for source in json.load(sys.stdin)]
notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": {"name": "python3", "display_name": "x"}})
failure = None
try:
    NotebookClient(notebook, timeout=120).execute()
except CellExecutionError as error:
    failure = str(error)
outputs = [output for cell in notebook.cells for output in cell.outputs]
json.dump({
    "text": "".join(output.get("text", "") for output in outputs),
    "traceback": next((output.traceback for output in outputs if output.output_type == "error"), None),
    "failure": failure,
}, sys.stdout)
`;

export interface KernelRun {
  text: string;
  traceback: string[] | null;
  failure: string | null;
}

/** Runs code cells in one kernel. Returns their output, and the error as a user would see it. */
export function runCells(sources: string[], env: Record<string, string> = {}): Promise<KernelRun> {
  const { HF_TOKEN: _, ...inherited } = process.env;
  const child = spawn(PYTHON, ['-c', RUN_CELLS], {
    env: { ...inherited, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.end(JSON.stringify(sources));
  let out = '';
  let problems = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    problems += text;
  });
  return new Promise((done, fail) => {
    child.on('error', fail);
    child.on('close', (code) =>
      code === 0 ? done(JSON.parse(out) as KernelRun) : fail(new Error(problems)),
    );
  });
}
