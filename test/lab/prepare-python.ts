import { fileURLToPath } from 'node:url';
import { preparePython } from '../../bench/run-notebooks/python.ts';

/** The notebooks' own Python, as ALACARD_PYTHON: made where it is not there, which takes minutes. */
export default async function setUp(): Promise<void> {
  process.env.ALACARD_PYTHON = await preparePython(fileURLToPath(new URL('../..', import.meta.url)));
}
