import { NotebookRunError } from '../errors.ts';
import { findCommand, type ProgramSource } from './find-command.ts';

export const VIEWERS = ['code', 'lab', 'browser'] as const;

export type ViewerName = (typeof VIEWERS)[number];

/** A program to open a notebook with. */
export interface Viewer {
  name: ViewerName;
  program: string;
  args: string[];
  /** Whether it runs until it is ended, in this terminal. */
  stays: boolean;
}

const MISSING: Record<ViewerName, [message: string, hint: string]> = {
  code: [
    'VS Code has no `code` command on PATH',
    'In VS Code run "Shell Command: Install \'code\' command in PATH", or open it with --with lab.',
  ],
  lab: [
    'JupyterLab is not installed: there is no `jupyter lab` on PATH',
    'Install it: pip install jupyterlab. Or open the notebook with --with code.',
  ],
  browser: [
    'this system has no program that opens files (xdg-open)',
    'Open the file by hand, or with --with code or --with lab.',
  ],
};

/** A system may run such a file where it is asked to show it. */
export function isScript(path: string): boolean {
  return /\.py$/i.test(path);
}

/**
 * How to open a notebook at this absolute path; without `wanted` the first there is of VS Code, JupyterLab and the
 * system's own program. Throws NotebookRunError `NO_VIEWER` that says what is missing.
 */
export function findViewer(path: string, source: ProgramSource, wanted?: ViewerName): Viewer {
  for (const name of wanted === undefined ? VIEWERS : [wanted]) {
    const viewer = FINDERS[name](path, source, wanted !== undefined);
    if (viewer !== undefined) return { name, ...viewer };
  }
  const [message, hint] =
    wanted === undefined
      ? [
          'there is no VS Code, JupyterLab or other program to open a notebook with',
          'Install one: pip install jupyterlab.',
        ]
      : MISSING[wanted];
  throw new NotebookRunError(message, { code: 'NO_VIEWER', hint });
}

type Finder = (path: string, source: ProgramSource, isAsked: boolean) => Omit<Viewer, 'name'> | undefined;

const FINDERS: Record<ViewerName, Finder> = {
  code(path, source) {
    const program = findCommand('code', source);
    return program === undefined ? undefined : { program, args: [path], stays: false };
  },
  lab(path, source, isAsked) {
    // `jupyter lab` runs the command of this name, which is there only with JupyterLab.
    const lab = findCommand('jupyter-lab', source);
    if (lab !== undefined) return { program: lab, args: [path], stays: true };
    const jupyter = isAsked ? findCommand('jupyter', source) : undefined;
    return jupyter === undefined ? undefined : { program: jupyter, args: ['lab', path], stays: true };
  },
  browser(path, source) {
    if (isScript(path)) return undefined;
    const [name, ...args] = OPENERS[source.platform] ?? ['xdg-open'];
    const program = findCommand(name!, source);
    return program === undefined ? undefined : { program, args: [...args, path], stays: false };
  },
};

const OPENERS: Partial<Record<NodeJS.Platform, string[]>> = {
  darwin: ['open'],
  // Unlike `start`, it reads no special characters out of a path.
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};
