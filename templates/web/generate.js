import { createDownload, keepNotebook, keepToken, offerKept } from './kept.js';

const STEPS = {
  resolve: 'Reading the metadata',
  'read-card': 'Reading the model card',
  'choose-example': 'Choosing the example',
  compose: 'Writing the cells',
  share: 'Making the link',
};

/** Makes forms that request a notebook show the progress, then open its page. */
export function makeNotebooks() {
  document.addEventListener('submit', (event) => {
    const form = event.target.closest('[data-generate]');
    if (form === null || typeof HTMLDialogElement === 'undefined') return;
    event.preventDefault();
    make(new FormData(form).get('hf_model_id'));
  });
}

async function make(id) {
  const asking = new AbortController();
  const shown = openDialog(id, () => asking.abort());
  try {
    const answer = await generate(id, asking.signal, shown.step);
    if (answer.task_id !== undefined) return location.assign(`/tasks/${answer.task_id}`);
    if (answer.share_id !== null) {
      keepToken(answer.share_id, answer.deletion_token);
      shown.step();
      location.assign(`/s/${answer.share_id}`);
      return;
    }
    // The store is down: keep the notebook in this browser and offer it for download.
    const isKept = keepNotebook(answer.model_id, answer.notebook);
    const how = isKept ? 'It is kept in this browser, and can be shared later.' : 'Save it now.';
    shown.end(
      `Share temporarily unavailable. The notebook is made all the same. ${how}`,
      createDownload(answer.model_id, answer.notebook),
    );
    offerKept();
  } catch (error) {
    if (!asking.signal.aborted) shown.end(`That did not work: ${error.message}`);
  }
}

async function generate(id, signal, onStep) {
  const answer = await fetch('/api/notebook/generate', {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify({ hf_model_id: id }),
    signal,
  });
  if (!answer.headers.get('content-type')?.startsWith('text/event-stream')) {
    const told = await answer.json().catch(() => ({}));
    throw problem({ detail: `the server answered ${answer.status}`, ...told });
  }
  for await (const { name, data } of readEvents(answer.body)) {
    if (name === 'step') onStep(data.step);
    if (name === 'problem') throw problem(data);
    if (name === 'done' || name === 'queued') return data;
  }
  throw new Error('the connection ended early');
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
    .map(([step, words]) => `<li data-step="${step}">${words}</li>`)
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
      const at = step === undefined ? items.length : items.findIndex((item) => item.dataset.step === step);
      if (at < 0) return;
      for (const [index, item] of items.entries()) {
        item.className = index < at ? 'done' : index === at ? 'now' : '';
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
