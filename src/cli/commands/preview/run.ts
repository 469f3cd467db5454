import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { toShellWord } from '../../../encode/shell-word.ts';
import { UsageError } from '../../../errors.ts';
import { type CellOutline, parseOutline, readNotebookFile } from '../../../run/read-notebook.ts';
import { isNotebookPath, refuseModelFlags } from '../../arguments/notebook-argument.ts';
import type { RawOptions } from '../../arguments/option-values.ts';
import type { CommandContext } from '../../context/command-context.ts';
import { withSettings } from '../../context/read-settings.ts';
import { printMessages } from '../../terminal/report.ts';
import { toSafeJson, toSafeText } from '../../terminal/terminal.ts';
import { buildNotebook } from '../generate/generate-model.ts';
import { prepareGenerate } from '../generate/prepare-generate.ts';
import { createPreview } from './print-cells.ts';
import { readOutputs } from './read-outputs.ts';

const MAX_NOTEBOOK_BYTES = 50_000_000;
const MAX_CELLS = 2_000;

/** What to show. */
interface Subject {
  /** What the cells belong to, as `--json` prints it. */
  of: { model: string } | { notebook: string };
  cells: CellOutline[];
  notes: string[];
  /** The command that writes the notebook. Not set if it is a file already. */
  next?: string;
}

/**
 * Runs `alacard preview` and resolves to the exit code.
 * @throws AlacardError
 */
export async function runPreview(text: string, raw: RawOptions, context: CommandContext): Promise<number> {
  const { out, err } = context.terminal;
  const { of, cells, notes, next } = isNotebookPath(text, 'preview')
    ? await openNotebook(refuseModelFlags(text, raw), context)
    : await generateForModel(text, raw, context);
  if (raw.json === true) {
    const shown = cells.map((cell) => ({
      number: cell.number,
      type: cell.type,
      source: cell.source,
      outputs: readOutputs(cell).map((output) => output.text),
    }));
    await out.write(`${toSafeJson({ ...of, cells: shown })}\n`);
    return 0;
  }
  const preview = await createPreview(out, context.limitSync);
  for (const cell of cells.slice(0, MAX_CELLS)) {
    context.signal.throwIfAborted();
    await out.write(await preview.render(cell));
  }
  if (raw.quiet === true) return 0;
  const cut =
    preview.isExceeded() || cells.length > MAX_CELLS
      ? ['The notebook is too large or too complex to show in full: some parts are plain text or left out.']
      : [];
  await printMessages(
    [
      ...[...notes, ...cut].map((note) => ({ label: 'note:', text: note, color: 'dim' }) as const),
      ...(next === undefined ? [] : [{ label: 'next:', text: next, color: 'cyan' } as const]),
    ],
    err,
  );
  return 0;
}

async function openNotebook(name: string, { cwd, signal }: CommandContext): Promise<Subject> {
  const path = resolve(cwd, name);
  const bytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (bytes > MAX_NOTEBOOK_BYTES) {
    throw new UsageError(`"${name}" is too large to preview: ${(bytes / 1e6).toFixed(0)} MB`, {
      hint: `The limit is ${MAX_NOTEBOOK_BYTES / 1e6} MB. Clear its outputs, or open it: alacard open <notebook>`,
    });
  }
  const shownAs = toSafeText(name);
  const content = await readNotebookFile(path, shownAs, signal);
  return { of: { notebook: name }, cells: parseOutline(content, shownAs), notes: [] };
}

async function generateForModel(text: string, raw: RawOptions, context: CommandContext): Promise<Subject> {
  const settings = withSettings(raw, 'preview-model', context);
  const { models, run, close } = prepareGenerate(
    [{ text, location: '' }],
    { ...settings, dryRun: true },
    context,
  );
  try {
    const { modelId, content, notes } = await buildNotebook(models[0]!, run);
    return {
      of: { model: modelId },
      cells: parseOutline(content, text),
      notes,
      next: `alacard generate ${toShellWord(text)}`,
    };
  } finally {
    await close();
  }
}
