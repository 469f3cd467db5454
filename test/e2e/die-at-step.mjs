// Preloaded into alacard: kills its process at step DIE_AT of writing a file below DIE_FOLDER. Each call that changes or
// reads the file system is a step, and writing a text is two: half of it, and the whole.
import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

const { DIE_FOLDER, DIE_AT } = process.env;
let stepsLeft = Number(DIE_AT);
let isWriting = false;

function step() {
  if (isWriting && stepsLeft-- === 0) process.kill(process.pid, 'SIGKILL');
}

const { open } = fs;
fs.open = async (path, ...rest) => {
  isWriting ||= String(path).startsWith(DIE_FOLDER);
  step();
  const file = await open(path, ...rest);
  if (!isWriting) return file;
  for (const name of ['chown', 'chmod', 'sync', 'stat', 'close']) {
    const call = file[name].bind(file);
    file[name] = (...args) => {
      step();
      return call(...args);
    };
  }
  const writeFile = file.writeFile.bind(file);
  file.writeFile = async (text) => {
    step();
    await writeFile(text.slice(0, text.length / 2));
    step();
    return writeFile(text.slice(text.length / 2));
  };
  return file;
};
for (const name of ['link', 'mkdir', 'readdir', 'rename', 'stat', 'unlink']) {
  const call = fs[name];
  fs[name] = (...args) => {
    step();
    return call(...args);
  };
}
syncBuiltinESMExports();
