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
# shellcheck disable=SC1090
source "$(sed -n 's/^ *source //p' "$work/demo.log")"
demo=$(dirname "$(dirname "$KUBECONFIG")")
condition() { kubectl wait --for="condition=$1" databrickscluster/etl --timeout=60s >/dev/null; } # CONDITION
# Both outputs of the program as a terminal shows them.
picture() { # NAME WHAT-A-READER-TYPES ARGUMENT...
  local name=$1 typed=$2; shift 2
  script --quiet --command "stty cols 110; databricks-operator $(printf '%q ' "$@")" /dev/null </dev/null |
    node hack/pictures/terminal.mjs "\$ databricks-operator $typed" >"docs/images/$name.svg"
}
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
picture plan 'plan -f manifests' plan -f "$work/cluster.yaml" "$work/job.yaml" "$work/notebook.yaml"
kubectl delete databrickscluster/etl databricksjob/nightly --timeout=60s

# What somebody made in the workspace before there was an operator.
call() { curl -fsS -H "Authorization: Bearer $DATABRICKS_TOKEN" "$DATABRICKS_HOST/api/$1" -d "$2"; } # PATH BODY
shared=$(call 2.1/clusters/create '{"cluster_name":"Shared ETL","spark_version":"16.4.x-scala2.12","node_type_id":"m5d.large","autoscale":{"min_workers":1,"max_workers":4},"autotermination_minutes":60}' | grep -o '[0-9]*-[0-9]*-[a-z0-9]*' | head -1)
call 2.2/jobs/create "{\"name\":\"Nightly load\",\"schedule\":{\"quartz_cron_expression\":\"0 0 3 * * ?\",\"timezone_id\":\"UTC\"},\"tasks\":[{\"task_key\":\"load\",\"existing_cluster_id\":\"$shared\",\"notebook_task\":{\"notebook_path\":\"/Shared/load\"}}]}" >/dev/null
picture import 'import clusters jobs --link-references' import clusters jobs --link-references

picture convert 'convert --from bundle-summary summary.json' \
  convert --from bundle-summary tests/Operator.UnitTests/Commands/Conversion/Files/bundle-summary.json

metrics=$(sed -n 's/^ *curl \(.*\)\/metrics$/\1/p' "$work/demo.log")
hack/pictures/dashboard.sh "$metrics" >"$work/dashboard.svg"
mv "$work/dashboard.svg" docs/images/dashboard.svg
kubectl delete databricks --all --timeout=60s

kubectl create secret generic databricks --from-literal "token=$DATABRICKS_TOKEN" >/dev/null
for name in prod lab; do
  kubectl apply -f - <<YAML
apiVersion: databricks-operator.io/v1alpha1
kind: DatabricksWorkspace
metadata: {name: $name}
spec: {host: "$DATABRICKS_HOST", auth: {token: {secretKeyRef: {name: databricks, key: $([ $name = prod ] && echo token || echo lab-token)}}}}
YAML
done
unset DATABRICKS_HOST DATABRICKS_TOKEN
picture doctor 'doctor' doctor --lease-namespace databricks-operator-system
