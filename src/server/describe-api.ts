import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';

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
});
