import type { FastifyReply } from 'fastify';

export const sendPage = (reply: FastifyReply, page: string | Buffer, status = 200): FastifyReply =>
  reply.code(status).type('text/html; charset=utf-8').header('cache-control', 'no-cache').send(page);
