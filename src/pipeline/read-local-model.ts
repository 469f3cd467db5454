import { open, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { readFrontMatter } from '../card/front-matter/front-matter.ts';
import { normalizeText } from '../card/line-map.ts';
import { defined } from '../defined.ts';
import { redactSecrets } from '../encode/secrets.ts';
import { NotFoundError } from '../errors.ts';
import { isModelId } from '../hub/models/model-id.ts';
import type { ModelInfo } from '../hub/models/model-info.ts';
import { readRegularFile, refuseSpecialFile } from '../regular-file.ts';
import type { Resolution } from './resolution.ts';

const README_LIMIT = 5 * 1024 * 1024;

/**
 * Reads a local model folder or README.md, with the metadata that the Hub would derive from it.
 * The model id is `id`, or else an id in the card that ends with the folder's name, or else the folder's name.
 * @throws NotFoundError if the path does not exist or has no model card
 */
export async function readLocalModel(path: string, id?: string): Promise<Resolution> {
  const folder = (await isFolder(path)) ? path : dirname(path);
  const readme = await readStart(folder === path ? join(path, 'README.md') : path);
  const { readYaml } = await import('../card/front-matter/yaml-data.ts');
  const { frontMatter = {} } = readFrontMatter(normalizeText(readme).text, readYaml);
  const config = await readConfig(join(folder, 'config.json'));
  const name = folderName(folder);
  const requestedId = id ?? findIdInCard(readme, name) ?? (isModelId(name) ? name : 'local-model');
  const text = (key: string) =>
    typeof frontMatter[key] === 'string' ? (frontMatter[key] as string) : undefined;
  const library = text('library_name');
  const task = text('pipeline_tag');
  const info: ModelInfo = {
    id: requestedId,
    tags: Array.isArray(frontMatter.tags) ? frontMatter.tags.filter((tag) => typeof tag === 'string') : [],
    siblings: [],
    cardData: frontMatter,
    ...defined({ library_name: library, pipeline_tag: task, config }),
  };
  return { info, source: 'local', requestedId, readme };
}

async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch((cause: unknown) => {
    throw new NotFoundError(`${path} does not exist`, {
      code: 'PATH_NOT_FOUND',
      cause,
      hint: 'Pass a model folder or the path of its README.md. For a model on the Hub, use owner/name.',
    });
  });
  return found.isDirectory();
}

async function readStart(path: string): Promise<string> {
  try {
    refuseSpecialFile(path);
    const file = await open(path);
    try {
      const buffer = Buffer.alloc(Math.min((await file.stat()).size, README_LIMIT));
      const { bytesRead } = await file.read(buffer, 0, buffer.length, 0);
      return redactSecrets(buffer.toString('utf8', 0, bytesRead));
    } finally {
      await file.close();
    }
  } catch (cause) {
    throw new NotFoundError(`cannot read a model card at ${path}`, {
      code: 'PATH_NOT_FOUND',
      cause,
      hint: 'A model folder must contain a README.md.',
    });
  }
}

async function readConfig(path: string): Promise<Record<string, unknown> | undefined> {
  try {
    const config: unknown = JSON.parse((await readRegularFile(path)).toString('utf8'));
    return typeof config === 'object' && config !== null && !Array.isArray(config)
      ? (config as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

const folderName = (folder: string) => basename(resolve(folder)).replace('__', '/');

function findIdInCard(readme: string, name: string): string | undefined {
  if (isModelId(name) && name.includes('/')) return name;
  const ids = (readme.match(/[\w.-]+(?:\/[\w.-]+)?/g) ?? []).map((text) =>
    text.replace(/^[^A-Za-z0-9]+/, ''),
  );
  return ids.find((id) => isModelId(id) && id.split('/')[1]?.toLowerCase() === name.toLowerCase());
}
