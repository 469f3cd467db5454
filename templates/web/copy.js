/** Adds a button to each command and code cell that copies its text to the clipboard. */
export function addCopyButtons() {
  if (!navigator.clipboard) return;
  for (const pre of document.querySelectorAll('pre.command, .cell.code > pre:not(.output)')) {
    const frame = document.createElement('div');
    frame.className = 'copied';
    pre.replaceWith(frame);
    frame.append(pre, createButton(pre));
  }
}

function createButton(pre) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'copy';
  button.textContent = 'Copy';
  let timer;
  button.addEventListener('click', async () => {
    const label = await navigator.clipboard.writeText(pre.textContent.trimEnd()).then(
      () => 'Copied',
      () => 'Copy failed',
    );
    button.textContent = label;
    clearTimeout(timer);
    timer = setTimeout(() => {
      button.textContent = 'Copy';
    }, 2_000);
  });
  return button;
}
