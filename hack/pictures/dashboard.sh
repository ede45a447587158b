#!/usr/bin/env bash
# Lets a Prometheus watch the operator of a demo while objects are created, edited, broken and deleted, and draws the dashboard of that time.
# KUBECONFIG, DATABRICKS_HOST and DATABRICKS_TOKEN are those of the demo; its simulated workspace stands for several.
#
#   hack/pictures/dashboard.sh METRICS     the address of /metrics; writes the picture to standard output
set -euo pipefail
cd "$(dirname "$0")/../.."

work=$(mktemp -d)
clean() {
  kill "${pids[@]}" 2>/dev/null || true
  wait "${pids[@]}" 2>/dev/null || true
  rm -rf "$work"
}
pids=()
trap clean EXIT

# The labels are those that a ServiceMonitor gives.
cat >"$work/prometheus.yml" <<YAML
global: {scrape_interval: 2s}
scrape_configs:
  - job_name: operator
    static_configs:
      - targets: ["${1#http://}"]
        labels: {namespace: databricks-operator-system, pod: databricks-operator-7c9d8f6b5-x2x7k}
YAML
port=$(hack/control-plane.sh port)
prometheus=http://127.0.0.1:$port
"$(hack/tools.sh prometheus)" --config.file="$work/prometheus.yml" --storage.tsdb.path="$work/data" --web.listen-address="127.0.0.1:$port" >"$work/prometheus.log" 2>&1 &
pids+=($!)
ready() { curl -fsS "$prometheus/api/v1/query?query=databricks_operator_build_info" 2>/dev/null | grep -q '"value"'; }
for _ in $(seq 300); do if ready; then break; fi; sleep 0.1; done
ready || { tail -5 "$work/prometheus.log" >&2; exit 1; }

apply() { kubectl apply -f - >/dev/null; }
object() { # KIND NAME WORKSPACE SPEC
  printf -- '---\napiVersion: databricks-operator.io/v1alpha1\nkind: %s\nmetadata: {name: %s}\nspec: {workspaceRef: {name: %s}, %s}\n' "$@"
}
workspace() { # NAME KEY LIMITS
  printf -- '---\napiVersion: databricks-operator.io/v1alpha1\nkind: DatabricksWorkspace\nmetadata: {name: %s}\n' "$1"
  printf 'spec: {host: "%s", auth: {token: {secretKeyRef: {name: dashboard, key: %s}}}, limits: {%s}}\n' "$DATABRICKS_HOST" "$2" "$3"
}
cluster() { object DatabricksCluster "$1" "$2" "sparkVersion: 16.4.x-scala2.12, nodeTypeId: m5d.large, numWorkers: $3, autoterminationMinutes: 60"; } # NAME WORKSPACE WORKERS
notebook() { object DatabricksNotebook "$1" "$2" "path: /Shared/$1, language: PYTHON, content: print($3)"; } # NAME WORKSPACE NUMBER
job() { object DatabricksJob "$1" "$2" "tasks: [{taskKey: main, notebookTask: {notebookRef: {name: $3}}}], timeoutSeconds: $4"; } # NAME WORKSPACE NOTEBOOK SECONDS
fault() { curl -fsS "$DATABRICKS_HOST/_sim/faults" -d "$1" >/dev/null; }

start=$(date +%s)
# Seconds after the start.
until_second() { while [ $(($(date +%s) - start)) -lt "$1" ]; do sleep 0.2; done; }

kubectl create secret generic dashboard --from-literal "token=$DATABRICKS_TOKEN" --from-literal wrong=no-such-token >/dev/null
{ workspace production token 'requestsPerSecond: 15'; workspace staging token 'requestsPerSecond: 2, burst: 4'; workspace sandbox wrong ''; } | apply

until_second 10
for number in $(seq 6); do cluster "etl-$number" production 2; notebook "load-$number" production "$number"; job "nightly-$number" production "load-$number" 0; done | apply
until_second 25
for number in $(seq 5); do notebook "report-$number" staging "$number"; job "weekly-$number" staging "report-$number" 0; done | apply
{ object DatabricksSqlWarehouse reports production 'clusterSize: Small, autoStopMins: 15'; cluster tests sandbox 1; } | apply
until_second 45
for number in $(seq 6); do cluster "etl-$number" production 3; notebook "load-$number" production "$((number + 10))"; done | apply
for number in 1 2 3; do object DatabricksJobRun "run-$number" production "jobRef: {name: nightly-$number}"; done | apply
until_second 60
# What somebody made by hand is not taken over: the object waits for a person.
curl -fsS -H "Authorization: Bearer $DATABRICKS_TOKEN" "$DATABRICKS_HOST/api/2.0/workspace/import" \
  -d '{"path": "/Shared/by-hand", "language": "PYTHON", "format": "SOURCE", "overwrite": true, "content": "cHJpbnQoMSk="}' >/dev/null
notebook by-hand production 2 | apply
fault '{"operation": "jobs/reset", "status": 429, "errorCode": "REQUEST_LIMIT_EXCEEDED", "retryAfter": "1", "count": 6}'
for number in $(seq 6); do job "nightly-$number" production "load-$number" 3600; done | apply
until_second 80
# An outage of half a minute.
fault '{"status": 503, "errorCode": "TEMPORARILY_UNAVAILABLE", "count": null}'
until_second 110
curl -fsS -X DELETE "$DATABRICKS_HOST/_sim/faults" >/dev/null
until_second 125
kubectl delete databricksjob weekly-1 weekly-2 weekly-3 --wait=false >/dev/null
kubectl delete databrickscluster etl-4 etl-5 etl-6 --wait=false >/dev/null
until_second 150

node hack/pictures/dashboard.mjs "$prometheus" "$start" "$(date +%s)"
