/** Updates the results while the user types, and the URL to match. */
export function searchWhileTyping() {
  const form = document.querySelector('[data-search]');
  const results = document.querySelector('[data-results]');
  if (form === null || results === null) return;
  let timer;
  let controller = new AbortController();

  async function refresh() {
    controller.abort();
    controller = new AbortController();
    const { signal } = controller;
    const url = `/generate?${new URLSearchParams(new FormData(form))}`;
    results.setAttribute('aria-busy', 'true');
    try {
      const response = await fetch(url, { signal, headers: { accept: 'text/html' } });
      const page = new DOMParser().parseFromString(await response.text(), 'text/html');
      const found = page.querySelector('[data-results]') ?? page.querySelector('.problem');
      if (found === null || signal.aborted) return;
      results.replaceChildren(...found.childNodes);
      history.replaceState(null, '', url);
    } catch {
      // The search button tries again and shows the error.
    }
    if (!signal.aborted) results.removeAttribute('aria-busy');
  }

  form.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(refresh, 250);
  });
}
