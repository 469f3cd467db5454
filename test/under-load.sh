#!/usr/bin/env bash
# Runs the tests whose outcome could depend on time, over and over beside four busy loops:
#   test/under-load.sh [runs]   (30 when unset)
set -euo pipefail
cd "$(dirname "$0")/.."
runs=${1:-30}
files=(
  test/batch/run-batch.test.ts
  test/cli/faults.test.ts
  test/cli/progress.test.ts
  test/cli/signals.test.ts
  test/e2e/batch.test.ts
  test/e2e/batch-torture.test.ts
  test/e2e/exit-codes.test.ts
  test/e2e/faults.test.ts
  test/e2e/kill.test.ts
  test/e2e/run.test.ts
  test/e2e/serve.test.ts
  test/e2e/settings.test.ts
  test/e2e/share.test.ts
  test/e2e/streams.test.ts
  test/fixtures/faults.test.ts
  test/hub
  test/notebook/write.test.ts
  test/pty
  test/run/execute-notebook.test.ts
  test/server/api.test.ts
  test/server/jobs.test.ts
  test/server/share-cache.test.ts
  test/server/threats.test.ts
  test/share/sender.test.ts
)

# vitest ignores a file that does not exist.
ls "${files[@]}" > /dev/null

# One package for all runs.
ALACARD_BIN=$(npx tsx -e "import('./test/install-package.ts').then(({ default: install }) => { install(); console.log(process.env.ALACARD_BIN); })")
export ALACARD_BIN

busy=()
for _ in 1 2 3 4; do
  (while :; do :; done) &
  busy+=($!)
done
trap 'kill "${busy[@]}"; rm -rf "${ALACARD_BIN%/node_modules/*}"' EXIT

failed=0
for ((run = 1; run <= runs; run++)); do
  if npx vitest run --project light --reporter=dot "${files[@]}"; then echo "run $run of $runs: passed"; else
    echo "run $run of $runs: failed"
    failed=$((failed + 1))
  fi
done
echo "$((runs - failed)) passed, $failed failed"
[ "$failed" = 0 ]
