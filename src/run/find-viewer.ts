import { NotebookRunError } from '../errors.ts';
import { findCommand, type ProgramSource } from './find-command.ts';

export const VIEWERS = ['code', 'lab', 'browser'] as const;

export type ViewerName = (typeof VIEWERS)[number];

/** A program to open a notebook with. */
export interface Viewer {
  name: ViewerName;
  program: string;
  args: string[];
  /** Whether it keeps running in this terminal until the user stops it. */
  isForeground: boolean;
}

const MISSING: Record<ViewerName, [message: string, hint: string]> = {
  code: [
    'the `code` command of VS Code is not on PATH',
    'In VS Code, run "Shell Command: Install \'code\' command in PATH", or use --with lab.',
  ],
  lab: [
    'JupyterLab is not installed (no `jupyter lab` on PATH)',
    'Install it with: pip install jupyterlab. Or use --with code.',
  ],
  browser: [
    'this system has no program to open files with (xdg-open)',
    'Open the file yourself, or use --with code or --with lab.',
  ],
};

/** Opening such a file may run it on some systems. */
export function isScript(path: string): boolean {
  return /\.py$/i.test(path);
}

/**
 * Finds a program to open a notebook with. Without `wanted`, it is the first installed one of VS Code, JupyterLab and
 * the system's default program.
 * @param path absolute path of the notebook
 * @throws NotebookRunError `NO_VIEWER` that says what is missing
 */
export function findViewer(path: string, source: ProgramSource, wanted?: ViewerName): Viewer {
  for (const name of wanted === undefined ? VIEWERS : [wanted]) {
    const viewer = FINDERS[name](path, source, wanted !== undefined);
    if (viewer !== undefined) return { name, ...viewer };
  }
  const [message, hint] =
    wanted === undefined
      ? [
          'no program found to open the notebook, such as VS Code or JupyterLab',
          'Install JupyterLab with: pip install jupyterlab',
        ]
      : MISSING[wanted];
  throw new NotebookRunError(message, { code: 'NO_VIEWER', hint });
}

type Finder = (path: string, source: ProgramSource, isWanted: boolean) => Omit<Viewer, 'name'> | undefined;

const FINDERS: Record<ViewerName, Finder> = {
  code(path, source) {
    const program = findCommand('code', source);
    return program === undefined ? undefined : { program, args: [path], isForeground: false };
  },
  lab(path, source, isWanted) {
    // `jupyter lab` runs this command, which only JupyterLab installs.
    const lab = findCommand('jupyter-lab', source);
    if (lab !== undefined) return { program: lab, args: [path], isForeground: true };
    const jupyter = isWanted ? findCommand('jupyter', source) : undefined;
    return jupyter === undefined ? undefined : { program: jupyter, args: ['lab', path], isForeground: true };
  },
  browser(path, source) {
    if (isScript(path)) return undefined;
    const [name, ...args] = OPENERS[source.platform] ?? ['xdg-open'];
    const program = findCommand(name!, source);
    return program === undefined ? undefined : { program, args: [...args, path], isForeground: false };
  },
};

const OPENERS: Partial<Record<NodeJS.Platform, string[]>> = {
  darwin: ['open'],
  // Unlike `start`, it does not interpret special characters in the path.
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};
