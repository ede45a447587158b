#!/usr/bin/env bash
# Draws the pictures of the book from what really happens: the operator of `make demo`, a real API server and the simulated workspace. Needs node.
#   hack/pictures.sh     writes docs/images/*.svg
set -euo pipefail
cd "$(dirname "$0")/.."

work=$(mktemp -d)
clean() {
  [ -z "${watcher:-}" ] || kill "$watcher" 2>/dev/null || true
  if [ -n "${demo:-}" ]; then
    kill "$(cat "$demo/operator.pid")" "$(cat "$demo/simulator.pid")" 2>/dev/null || true
    hack/control-plane.sh down "$demo/control-plane" || true
    rm -rf "$demo"
  fi
  rm -rf "$work"
}
trap clean EXIT

KEEP=1 hack/demo.sh | tee "$work/demo.log"
KUBECONFIG=$(sed -n 's/^ *export KUBECONFIG=//p' "$work/demo.log")
demo=$(dirname "$(dirname "$KUBECONFIG")")
PATH="$(dirname "$(hack/tools.sh kubectl)"):$PATH"
DATABRICKS_HOST=$(grep -o 'http://[0-9.:]*' "$demo/simulator.log" | head -1) DATABRICKS_TOKEN=demo-operator-token OPERATOR__ALLOWINSECUREHOSTS=true
export KUBECONFIG PATH DATABRICKS_HOST DATABRICKS_TOKEN OPERATOR__ALLOWINSECUREHOSTS
condition() { kubectl wait --for="condition=$1" databrickscluster/etl --timeout=60s >/dev/null; } # CONDITION
mark() { echo "$(date +%s%3N) $1" >>"$work/marks"; }

cat >"$work/cluster.yaml" <<'YAML'
apiVersion: databricks-operator.io/v1alpha1
kind: DatabricksCluster
metadata: {name: etl}
spec: {sparkVersion: 16.4.x-scala2.12, nodeTypeId: m5d.large, numWorkers: 2, autoterminationMinutes: 60}
YAML
cat >"$work/job.yaml" <<'YAML'
apiVersion: databricks-operator.io/v1alpha1
kind: DatabricksJob
metadata: {name: nightly}
spec: {tasks: [{taskKey: load, notebookTask: {notebookPath: /Shared/load}}], timeoutSeconds: 0}
YAML

mark "applied"
kubectl apply -f "$work/cluster.yaml" -f "$work/job.yaml"
kubectl get databrickscluster etl --watch -o json | node hack/pictures/stamp.mjs >"$work/history" & watcher=$!
condition Ready; sleep 2
mark "a setting edited"
kubectl patch databrickscluster etl --type merge -p '{"spec":{"sparkConf":{"spark.speculation":"true"}}}'
condition Ready=False; condition Ready; sleep 2
mark "changed in the workspace"
id=$(kubectl get databrickscluster etl -o jsonpath='{.status.clusterId}')
curl -fsS -H "Authorization: Bearer $DATABRICKS_TOKEN" "$DATABRICKS_HOST/api/2.1/clusters/resize" -d "{\"cluster_id\": \"$id\", \"num_workers\": 8}"
condition Synced=False; condition Synced; sleep 2
kill "$watcher"; watcher=""
node hack/pictures/conditions.mjs "$work/history" "$work/marks" >docs/images/conditions.svg

sed -i 's/m5d.large/m5d.xlarge/' "$work/cluster.yaml"
sed -i 's/timeoutSeconds: 0/timeoutSeconds: 3600/' "$work/job.yaml"
cat >"$work/notebook.yaml" <<'YAML'
apiVersion: databricks-operator.io/v1alpha1
kind: DatabricksNotebook
metadata: {name: load}
spec: {path: /Shared/load, language: PYTHON, content: print(1)}
YAML
dotnet src/Operator/bin/Release/net10.0/databricks-operator.dll plan -f "$work/cluster.yaml" "$work/job.yaml" "$work/notebook.yaml" 2>/dev/null |
  node hack/pictures/terminal.mjs '$ databricks-operator plan -f manifests' >docs/images/plan.svg
kubectl delete databrickscluster/etl databricksjob/nightly --timeout=60s
