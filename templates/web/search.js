/** Updates the results while the user types, and the URL to match. */
export function searchAsTyped() {
  const form = document.querySelector('[data-search]');
  const results = document.querySelector('[data-results]');
  if (form === null || results === null) return;
  let timer;
  let asking = new AbortController();

  async function refresh() {
    asking.abort();
    asking = new AbortController();
    const { signal } = asking;
    const address = `/generate?${new URLSearchParams(new FormData(form))}`;
    results.setAttribute('aria-busy', 'true');
    try {
      const answer = await fetch(address, { signal, headers: { accept: 'text/html' } });
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const found = page.querySelector('[data-results]') ?? page.querySelector('.problem');
      if (found === null || signal.aborted) return;
      results.replaceChildren(...found.childNodes);
      history.replaceState(null, '', address);
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
