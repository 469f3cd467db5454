// `health-poller.mjs <url>`: requests /healthz every 50 ms until standard input ends, then prints the latencies in ms as
// JSON. A failed request counts as infinitely slow (null).
const [, , url] = process.argv;
const latencies = [];
let open = true;
process.stdin.resume().on('end', () => {
  open = false;
});
while (open) {
  const start = performance.now();
  const isHealthy = await fetch(`${url}/healthz`).then(
    async (response) => (await response.text()) !== '' && response.status === 200,
    () => false,
  );
  latencies.push(isHealthy ? performance.now() - start : null);
  await new Promise((resolve) => setTimeout(resolve, 50));
}
console.log(JSON.stringify(latencies));
