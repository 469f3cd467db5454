import { createDownload, keepNotebook, keepToken, showKept } from './kept.js';

const STEPS = {
  resolve: 'Reading the metadata',
  'read-card': 'Reading the model card',
  'choose-example': 'Choosing the example',
  compose: 'Writing the cells',
  share: 'Creating the link',
};

/** Makes forms that request a notebook show the progress, then open its page. */
export function generateInDialog() {
  document.addEventListener('submit', (event) => {
    const form = event.target.closest('[data-generate]');
    if (form === null || typeof HTMLDialogElement === 'undefined') return;
    event.preventDefault();
    generateAndOpen(new FormData(form).get('hf_model_id'));
  });
}

async function generateAndOpen(id) {
  const controller = new AbortController();
  const dialog = openDialog(id, () => controller.abort());
  try {
    const result = await generate(id, controller.signal, dialog.step);
    if (result.task_id !== undefined) return location.assign(`/tasks/${result.task_id}`);
    if (result.share_id !== null) {
      keepToken(result.share_id, result.deletion_token);
      dialog.step();
      location.assign(`/s/${result.share_id}`);
      return;
    }
    // The store is down: keep the notebook in this browser and offer it for download.
    const isKept = keepNotebook(result.model_id, result.notebook);
    const nextStep = isKept ? 'It is saved in this browser and can be shared later.' : 'Download it now.';
    dialog.end(
      `Share temporarily unavailable. The notebook is ready. ${nextStep}`,
      createDownload(result.model_id, result.notebook),
    );
    showKept();
  } catch (error) {
    if (!controller.signal.aborted) dialog.end(`Could not generate the notebook: ${error.message}`);
  }
}

async function generate(id, signal, onStep) {
  const response = await fetch('/api/notebook/generate', {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify({ hf_model_id: id }),
    signal,
  });
  if (!response.headers.get('content-type')?.startsWith('text/event-stream')) {
    const details = await response.json().catch(() => ({}));
    throw problem({ detail: `the server responded with status ${response.status}`, ...details });
  }
  for await (const { name, data } of readEvents(response.body)) {
    if (name === 'step') onStep(data.step);
    if (name === 'problem') throw problem(data);
    if (name === 'done' || name === 'queued') return data;
  }
  throw new Error('the connection was closed early');
}

const problem = ({ detail, hint }) => new Error([detail, hint].filter(Boolean).join('. '));

/** Reads the events of a response: `event: name`, `data: JSON`, a blank line. */
async function* readEvents(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    text += value;
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const [, name, data] = /^event: (\w+)\ndata: (.*)$/.exec(text.slice(0, end)) ?? [];
      text = text.slice(end + 2);
      if (name !== undefined) yield { name, data: JSON.parse(data) };
    }
  }
}

/** Shows the progress of one notebook. Closing it, or opening another page, cancels the request. */
function openDialog(id, onClose) {
  const dialog = document.createElement('dialog');
  dialog.setAttribute('aria-labelledby', 'making');
  dialog.innerHTML = `<h2 id="making" tabindex="-1"></h2><ol aria-hidden="true">${Object.entries(STEPS)
    .map(([step, label]) => `<li data-step="${step}">${label}</li>`)
    .join(
      '',
    )}</ol><p class="hidden" role="status"></p><form method="dialog" class="links"><button class="quiet">Cancel</button></form>`;
  const heading = dialog.querySelector('h2');
  const status = dialog.querySelector('[role=status]');
  heading.textContent = id;
  const close = () => {
    onClose();
    dialog.remove();
  };
  dialog.addEventListener('close', close);
  // A page restored from the browser's cache must not wait for a canceled request.
  addEventListener('pagehide', () => dialog.close(), { once: true });
  document.body.append(dialog);
  dialog.showModal();
  status.textContent = 'Starting';
  return {
    /** Marks the step that begins. Without a step, marks all as done. */
    step(step) {
      const items = [...dialog.querySelectorAll('li')];
      const current =
        step === undefined ? items.length : items.findIndex((item) => item.dataset.step === step);
      if (current < 0) return;
      for (const [index, item] of items.entries()) {
        item.className = index < current ? 'done' : index === current ? 'now' : '';
      }
      status.textContent = STEPS[step] ?? 'Done';
    },
    end(text, link) {
      dialog.querySelector('ol').remove();
      status.classList.remove('hidden');
      status.textContent = text;
      const form = dialog.querySelector('form');
      form.querySelector('button').textContent = 'Close';
      if (link !== undefined) form.prepend(link);
      (link ?? form.querySelector('button')).focus();
    },
  };
}
