// Makes the pages livelier: search as you type, and the steps of a notebook while it is made.
const STEPS = {
  resolve: 'Reading the metadata',
  'read-card': 'Reading the model card',
  'choose-example': 'Choosing the example',
  compose: 'Writing the cells',
  share: 'Making the link',
};

const progress = document.querySelector('[data-progress]') ?? createProgress();

function createProgress() {
  const element = document.createElement('p');
  element.className = 'progress';
  element.setAttribute('role', 'status');
  element.setAttribute('aria-live', 'polite');
  element.hidden = true;
  document.querySelector('main')?.prepend(element);
  return element;
}

function tell(text) {
  progress.hidden = false;
  progress.textContent = text;
  progress.scrollIntoView({ block: 'nearest' });
}

/** Reads the events of an answer: `event: name`, `data: JSON`, a blank line. */
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

async function generate(id) {
  tell(`${id}: starting`);
  const answer = await fetch('/api/notebook/generate', {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify({ hf_model_id: id }),
  });
  if (!answer.ok) throw new Error((await answer.json()).detail ?? `the server answered ${answer.status}`);
  for await (const { name, data } of readEvents(answer.body)) {
    if (name === 'step') tell(`${id}: ${STEPS[data.step] ?? data.step} ...`);
    if (name === 'problem') throw new Error([data.detail, data.hint].filter(Boolean).join('. '));
    if (name === 'queued') return location.assign(`/tasks/${data.task_id}`);
    if (name === 'done') return finish(id, data);
  }
  throw new Error('the connection ended early');
}

function finish(id, answer) {
  if (answer.share_id !== null) {
    keep(`token:${answer.share_id}`, answer.deletion_token);
    location.assign(`/s/${answer.share_id}`);
    return;
  }
  // The store is down: the notebook stays in this browser, and is handed over.
  keep(`notebook:${answer.model_id}`, answer.notebook);
  tell(`${id}: share temporarily unavailable. The notebook is kept in this browser: `);
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([answer.notebook], { type: 'application/x-ipynb+json' }));
  link.download = `alacard-${answer.model_id.split('/').pop()}.ipynb`;
  link.textContent = 'download it';
  progress.append(link);
}

function keep(key, value) {
  try {
    localStorage.setItem(`alacard:${key}`, value);
  } catch {
    // A browser that keeps nothing still has the download.
  }
}

document.addEventListener('submit', async (event) => {
  const form = event.target.closest('[data-generate]');
  if (form === null) return;
  event.preventDefault();
  const button = form.querySelector('button');
  button.disabled = true;
  try {
    await generate(new FormData(form).get('hf_model_id'));
  } catch (error) {
    tell(`That did not work: ${error.message}`);
  }
  button.disabled = false;
});

const search = document.querySelector('[data-search]');
const results = document.querySelector('[data-results]');
if (search !== null && results !== null) {
  let timer;
  let asking = new AbortController();
  const refresh = async () => {
    asking.abort();
    asking = new AbortController();
    const { signal } = asking;
    const address = `/generate?${new URLSearchParams(new FormData(search))}`;
    try {
      const page = await (await fetch(address, { signal })).text();
      const found = new DOMParser().parseFromString(page, 'text/html').querySelector('[data-results]');
      if (found === null || signal.aborted) return;
      results.replaceChildren(...found.childNodes);
      history.replaceState(null, '', address);
    } catch (error) {
      if (error.name !== 'AbortError') tell('The search did not work. Press Search to try again.');
    }
  };
  search.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(refresh, 250);
  });
}
