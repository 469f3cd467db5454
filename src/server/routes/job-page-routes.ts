import type { App } from '../fastify-app.ts';
import { sendPage } from '../http/send-page.ts';
import { problemPage } from '../pages/pages.ts';
import type { ServerContext } from '../server-context.ts';
import { jobNotFound, setJobHeaders } from './job-routes.ts';

/** `/tasks/:taskId` for people: asks again by itself, without JavaScript too, and leads to the notebook. */
export function jobPageRoute(pages: App, { jobs: tasks, now, linksFor }: ServerContext): void {
  pages.get<{ Params: { taskId: string } }>(
    '/tasks/:taskId',
    { schema: { hide: true } as never },
    async (request, reply) => {
      const task = await tasks.find(request.params.taskId, linksFor(request));
      if (task === undefined) throw jobNotFound();
      if (task.notebook !== undefined) return reply.redirect(`/s/${task.notebook.share_id}`, 303);
      const reason = task.problem?.detail;
      if (task.status === 'failed') {
        return sendPage(
          reply,
          problemPage({
            type: 'about:blank',
            title: 'Not made',
            status: 503,
            code: 'TASK_FAILED',
            detail: `${task.hf_model_id} could not be made${reason === undefined ? '' : `: ${reason}`}.`,
            hint: task.problem?.hint ?? 'Ask for it again.',
          }),
          200,
        );
      }
      setJobHeaders(reply, task, now());
      const seconds = Number(reply.getHeader('retry-after'));
      return sendPage(
        reply.header('refresh', String(seconds)),
        problemPage({
          type: 'about:blank',
          title: 'Waiting for the Hub',
          status: 202,
          code: 'WAITING',
          detail: `The notebook of ${task.hf_model_id} is made as soon as the Hub answers. This page opens it then.`,
          hint: `You may come back to this address until ${task.expires_at.slice(0, 16).replace('T', ' ')} UTC.`,
        }),
        200,
      );
    },
  );
}
