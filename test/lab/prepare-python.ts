import { fileURLToPath } from 'node:url';
import { preparePython } from '../../bench/run-notebooks/python.ts';

/**
 * Sets ALACARD_PYTHON to the notebooks' own Python interpreter. Creates the environment if it is missing, which takes
 * minutes.
 */
export default async function setUp(): Promise<void> {
  process.env.ALACARD_PYTHON = await preparePython(fileURLToPath(new URL('../..', import.meta.url)));
}
