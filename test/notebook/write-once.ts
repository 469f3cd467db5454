import { isAlacardError } from '../../src/errors.ts';
import { writeNotebookFile } from '../../src/notebook/write.ts';

/** `write-once.ts <path> <uid> [force]`: writes the file as that user and prints the outcome. */
const [path = '', uid, force] = process.argv.slice(2);
if (process.getuid?.() !== Number(uid)) process.setuid!(Number(uid));
try {
  await writeNotebookFile(path, 'x', { force: force === 'force' });
  console.log('written');
} catch (error) {
  console.log(isAlacardError(error) ? error.message : String(error));
}
