import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';
import * as z from 'zod';
import { problem } from '../../share/protocol.ts';

/** How the OpenAPI document is made from the routes' own schemas. */
export const describeApi = (version: string): FastifyDynamicSwaggerOptions => ({
  openapi: {
    openapi: '3.1.0',
    info: {
      title: 'alacard',
      version,
      description:
        'Jupyter notebooks of Hugging Face models: made, shared, downloaded. Errors are application/problem+json.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
  },
  transform: jsonSchemaTransform,
  transformObject: (input) =>
    'openapiObject' in input ? complete(input.openapiObject) : input.swaggerObject,
});

interface Media {
  schema: object;
}
interface Described {
  description: string;
  content?: Record<string, Media>;
}
type Operations = Record<string, { responses?: Record<string, Described>; requestBody?: object }>;

const PROBLEM: Described = {
  description: 'What is wrong, and what to do',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
};
const file = (type: string, description: string): Described => ({
  description,
  content: { [type]: { schema: { type: 'string' } } },
});
const NOTEBOOK = 'application/x-ipynb+json';

/** Answers that are no JSON, by path: Fastify's schemas can't name their type. */
const FILES: Record<string, Record<string, Described>> = {
  '/api/notebook/download/{shareId}': {
    200: file(NOTEBOOK, 'The whole'),
    206: file(NOTEBOOK, 'The range asked for'),
    304: { description: 'The client has it' },
  },
  '/metrics': { 200: file('text/plain', 'Metrics') },
};

/** A notebook is taken as the bytes that it is, so that the route has no schema of its body. */
const UPLOAD = {
  required: true,
  description: 'The .ipynb itself, nbformat 4, made by alacard',
  content: Object.fromEntries(
    ['application/json', NOTEBOOK].map((type) => [
      type,
      {
        schema: {
          type: 'object',
          required: ['nbformat', 'nbformat_minor', 'metadata', 'cells'],
          properties: {
            nbformat: { const: 4 },
            nbformat_minor: { type: 'integer', minimum: 0 },
            metadata: { type: 'object', required: ['alacard'] },
            cells: { type: 'array', items: { type: 'object' } },
          },
        },
      },
    ]),
  ),
};

const DESCRIPTIONS: Record<string, string> = {
  200: 'Done',
  201: 'Made and kept',
  202: 'Queued: it is made later',
  204: 'Gone',
};

/** Adds what every route has: its problems, in their own content type, and what each answer means. */
function complete<Document extends object>(document: Document): Document {
  const { paths = {}, components } = document as {
    paths?: Record<string, Operations>;
    components?: { schemas?: object };
  };
  for (const [path, operations] of Object.entries(paths)) {
    if (path === '/api/notebook' && operations.post !== undefined) operations.post.requestBody = UPLOAD;
    for (const operation of Object.values(operations)) {
      const told = Object.entries({ ...operation.responses, ...FILES[path] }).filter(
        ([status]) => !/^[45]xx$/i.test(status),
      );
      operation.responses = Object.fromEntries(
        told.map(([status, answer]) => [status, describe(status, answer)]),
      );
      operation.responses['4XX'] = PROBLEM;
      operation.responses['5XX'] = PROBLEM;
    }
  }
  const Problem = z.toJSONSchema(problem);
  return { ...document, components: { ...components, schemas: { ...components?.schemas, Problem } } };
}

const describe = (status: string, answer: Described): Described => ({
  ...answer,
  description:
    answer.description === 'Default Response' ? (DESCRIPTIONS[status] ?? 'Done') : answer.description,
});
