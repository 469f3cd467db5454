import { writeNotebookFile } from '../../src/notebook/write.ts';

// Overwrites the named file with files of one repeated letter until it is killed.
const path = process.argv[2]!;
for (let turn = 0; ; turn++) {
  await writeNotebookFile(path, 'abcdefgh'[turn % 8]!.repeat(8_000_000), { force: true });
}
