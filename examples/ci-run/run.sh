#!/usr/bin/env bash
# Starts one run of a job and ends as it ends: 0 when it succeeded, 1 when it did not, with the reason. A pipeline that is cancelled cancels the run.
#   examples/ci-run/run.sh [TIMEOUT]     in kubectl's current namespace
set -euo pipefail

run=$(kubectl create --filename "$(dirname "$0")/run.yaml" --output name)
trap 'jobs -p | xargs -r kill 2>/dev/null || true' EXIT
trap 'kubectl patch "$run" --type=merge --patch "{\"spec\":{\"cancel\":true}}"; exit 130' INT TERM
echo "started $run"

# The run ends with one condition or the other; whichever comes ends the wait.
for condition in Complete Failed; do
  kubectl wait --for="condition=$condition" "$run" --timeout="${1:-2h}" >/dev/null 2>&1 &
done
wait -n || true

kubectl get "$run" --output wide
result=$(kubectl get "$run" --output jsonpath='{.status.conditions[?(@.type=="Complete")].status}')
[ "$result" = True ] || { kubectl get "$run" --output jsonpath='{.status.conditions[?(@.type=="Ready")].message}{"\n"}'; exit 1; }
