import { lstatSync, readlinkSync, realpathSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { UsageError } from '../../../errors.ts';
import { PROJECT_FILE } from '../../context/read-settings.ts';
import { toSafeText } from '../../terminal/terminal.ts';

/** The maximum number of symbolic links that Linux follows. */
const MAX_LINKS = 40;

/**
 * Ensures that an output path from the project's settings, with symbolic links resolved, stays inside the project and
 * out of hidden folders such as `.git`. A project may be untrusted, and programs run files from such folders.
 * @throws UsageError
 */
export function keepInProject(path: string, cwd: string): void {
  const target = followLinks(resolve(cwd, path));
  const below = relative(followLinks(cwd), target);
  const isOutside = isAbsolute(below) || below.split(sep)[0] === '..';
  if (!isOutside && !below.split(sep).some((name) => name.startsWith('.'))) return;
  const where = isOutside ? 'outside the project folder' : 'in a hidden folder';
  throw new UsageError(
    `"output" in ${PROJECT_FILE} resolves to a path ${where}: ${toSafeText(path)} points to ${toSafeText(target)}`,
    { hint: `Choose the file yourself with --output, or fix "output" in ${PROJECT_FILE}.` },
  );
}

/** The path with symbolic links resolved. Parts of it may not exist yet. @throws UsageError if the links form a loop */
function followLinks(path: string, links = 0): string {
  try {
    return realpathSync.native(path);
  } catch (error) {
    const parent = dirname(path);
    if (links > MAX_LINKS || parent === path) {
      throw new UsageError(
        `"output" in ${PROJECT_FILE} follows too many symbolic links: ${toSafeText(path)}`,
        {
          hint: 'Choose the file yourself with --output.',
          cause: error,
        },
      );
    }
    const target = join(followLinks(parent, links), basename(path));
    const isLink = lstatSync(target, { throwIfNoEntry: false })?.isSymbolicLink() === true;
    return isLink ? followLinks(resolve(dirname(target), readlinkSync(target)), links + 1) : target;
  }
}
