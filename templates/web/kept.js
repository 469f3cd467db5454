// Notebooks that could not be shared stay in this browser until they are shared or removed.
const PREFIX = 'alacard:notebook:';
const TYPE = 'application/x-ipynb+json';

/** Returns whether the browser stored the value. */
export function keepNotebook(id, text) {
  return store(PREFIX + id, text);
}

/** Keeps the secret that deletes a share, because the server shows it only once. */
export function keepToken(shareId, token) {
  return store(`alacard:token:${shareId}`, token);
}

function store(key, value) {
  try {
    localStorage.setItem(key, value);
    return true;
  } catch {
    return false;
  }
}

/** Creates a link that saves the notebook as a file. */
export function createDownload(id, text) {
  const link = document.createElement('a');
  link.className = 'button';
  link.href = URL.createObjectURL(new Blob([text], { type: TYPE }));
  link.download = `alacard-${id.split('/').pop()}.ipynb`;
  link.textContent = 'Download .ipynb';
  return link;
}

/** Shows the kept notebooks at the top of the page. */
export function showKept() {
  document.querySelector('.kept')?.remove();
  const kept = readKept();
  if (kept.length === 0) return;
  const section = document.createElement('section');
  section.className = 'kept';
  section.setAttribute('aria-label', 'Saved in this browser');
  section.innerHTML =
    '<h2>Saved in this browser</h2><p>Sharing was unavailable when these notebooks were generated.</p><p role="status" hidden></p>';
  const list = document.createElement('ul');
  list.append(...kept.map(([id, text]) => createRow(id, text, section.querySelector('[role=status]'))));
  section.append(list);
  document.querySelector('main').prepend(section);
}

function readKept() {
  try {
    return Object.keys(localStorage)
      .filter((key) => key.startsWith(PREFIX))
      .sort()
      .map((key) => [key.slice(PREFIX.length), localStorage.getItem(key)]);
  } catch {
    return [];
  }
}

function createRow(id, text, status) {
  const row = document.createElement('li');
  const name = document.createElement('code');
  name.textContent = id;
  const share = createButton('Share', id, async () => {
    share.disabled = true;
    try {
      await shareKept(id, text);
    } catch (error) {
      status.hidden = false;
      status.textContent = `Share temporarily unavailable: ${error.message}`;
      share.disabled = false;
    }
  });
  const remove = createButton('Remove', id, () => {
    localStorage.removeItem(PREFIX + id);
    showKept();
  });
  row.append(name, createDownload(id, text), share, remove);
  return row;
}

function createButton(label, id, onClick) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'quiet';
  button.textContent = label;
  button.setAttribute('aria-label', `${label} ${id}`);
  button.addEventListener('click', onClick);
  return button;
}

async function shareKept(id, text) {
  const response = await fetch('/api/notebook', {
    method: 'POST',
    headers: { 'content-type': TYPE },
    body: text,
  });
  const result = await response.json();
  if (!response.ok) throw new Error(result.detail ?? `the server responded with status ${response.status}`);
  localStorage.removeItem(PREFIX + id);
  keepToken(result.share_id, result.deletion_token);
  location.assign(`/s/${result.share_id}`);
}
