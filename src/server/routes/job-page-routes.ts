import type { App } from '../fastify-app.ts';
import { sendPage } from '../http/send-page.ts';
import { problemPage } from '../pages/pages.ts';
import type { ServerContext } from '../server-context.ts';
import { jobNotFound, setJobHeaders } from './job-routes.ts';

/** Page of a queued job. Refreshes itself, without JavaScript, and redirects to the finished notebook. */
export function jobPageRoute(pages: App, { jobs, now, linksFor }: ServerContext): void {
  pages.get<{ Params: { taskId: string } }>(
    '/tasks/:taskId',
    { schema: { hide: true } as never },
    async (request, reply) => {
      const job = await jobs.find(request.params.taskId, linksFor(request));
      if (job === undefined) throw jobNotFound();
      if (job.notebook !== undefined) return reply.redirect(`/s/${job.notebook.share_id}`, 303);
      const reason = job.problem?.detail;
      if (job.status === 'failed') {
        return sendPage(
          reply,
          problemPage({
            type: 'about:blank',
            title: 'Not generated',
            status: 503,
            code: 'TASK_FAILED',
            detail: `Could not generate a notebook for ${job.hf_model_id}${reason === undefined ? '' : `: ${reason}`}.`,
            hint: job.problem?.hint ?? 'Try generating it again.',
          }),
          200,
        );
      }
      setJobHeaders(reply, job, now());
      const seconds = Number(reply.getHeader('retry-after'));
      return sendPage(
        reply.header('refresh', String(seconds)),
        problemPage({
          type: 'about:blank',
          title: 'Waiting for the Hub',
          status: 202,
          code: 'WAITING',
          detail: `The notebook for ${job.hf_model_id} will be generated as soon as the Hub is available. This page will then open it.`,
          hint: `You can return to this page until ${job.expires_at.slice(0, 16).replace('T', ' ')} UTC.`,
        }),
        200,
      );
    },
  );
}
