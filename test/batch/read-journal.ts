import { join } from 'node:path';
import { readJournal } from '../../src/batch/journal.ts';

/** `read-journal.ts <folder> <file>`: prints the digest of the file according to the folder's journal. */
const [folder, file] = process.argv.slice(2) as [string, string];
const journal = await readJournal(folder);
process.stdout.write(journal.lastAt(join(folder, file))?.digest ?? '');
