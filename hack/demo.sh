#!/usr/bin/env bash
# Shows the operator at work: a real API server, a simulated Databricks workspace, and the operator under the ServiceAccount that
# config/default gives it. Nothing outside a temporary folder and the cache is touched, and all that is started is stopped.
#
#   make demo           runs and cleans up after itself
#   make demo KEEP=1    leaves everything running, for the commands of the book: they find the operator and a workspace in a shell that has read the
#                       file it names
set -Eeuo pipefail
cd "$(dirname "$0")/.."

readonly NAMESPACE=databricks-operator-system ACCOUNT=databricks-operator-controller-manager
readonly TOKEN=demo-operator-token PERSON_TOKEN=demo-person-token
readonly STARTED=$SECONDS
directory=$(mktemp -d "${TMPDIR:-/tmp}/databricks-demo.XXXXXX")
current="starting" log="" step=0 watchers=()

step() { current=$1; step=$((step + 1)); printf '\n\033[1m%s. %s\033[0m\n' "$step" "$1"; }
# What is shown can be pasted into a shell: a word is quoted where a shell would take it apart.
show() {
  local shown='$' word
  for word; do if [[ $word =~ ^[A-Za-z0-9_./=:,@-]+$ ]]; then shown+=" $word"; else shown+=" '$word'"; fi; done
  printf '\033[2m%s\033[0m\n' "$shown"
  "$@"
}
failed() {
  trap - ERR
  printf '\n\033[31mThe step "%s" failed.\033[0m\n' "$current" >&2
  [ -z "$log" ] || { echo "The end of $log:" >&2; tail -25 "$log" >&2; }
  exit 1
}
clean() {
  local pid
  [ ${#watchers[@]} = 0 ] || kill "${watchers[@]}" 2>/dev/null || true
  for pid in "$directory"/{operator,simulator}.pid; do [ ! -f "$pid" ] || kill "$(cat "$pid")" 2>/dev/null || true; done
  hack/control-plane.sh down "$directory/control-plane" || true
  rm -rf "$directory"
}
trap failed ERR
trap '[ "${keep:-}" = yes ] || clean' EXIT
trap 'exit 130' INT TERM

# Waits until a command succeeds; at most 60 s. Ends the demo when the process it waits for has ended.
await() { # PID-FILE COMMAND...
  local pid=$1; shift
  for _ in $(seq 600); do
    if "$@" >/dev/null 2>&1; then return; fi
    kill -0 "$(cat "$pid")" 2>/dev/null || { echo "the process ended" >&2; return 1; }
    sleep 0.1
  done
  echo "nothing within 60 s: $*" >&2; return 1
}
launch() { # NAME COMMAND...
  local name=$1; shift
  log="$directory/$name.log"
  setsid "$@" >"$log" 2>&1 </dev/null &
  echo $! >"$directory/$name.pid"
}
workspace() { curl -fsS -H "Authorization: Bearer $PERSON_TOKEN" "$@"; }
cluster_id() { kubectl get databrickscluster demo -o jsonpath='{.status.clusterId}'; }
workspace_has() { # WORKERS
  workspace "$url/api/2.1/clusters/get?cluster_id=$id" | grep -q "\"num_workers\":$1[,}]"
}
# kubectl watches one kind at a time.
readonly COLUMNS_SHOWN='KIND:.kind,NAME:.metadata.name,READY:.status.conditions[?(@.type=="Ready")].status,REASON:.status.conditions[?(@.type=="Ready")].reason,MESSAGE:.status.conditions[?(@.type=="Ready")].message'
watching() { # KIND...
  local kind
  log="$directory/operator.log"
  for kind in "$@"; do "$kubectl_path" get "$kind" --watch --no-headers -o custom-columns="$COLUMNS_SHOWN" 2>/dev/null & watchers+=($!); done
}
stop_watching() { kill "${watchers[@]}" 2>/dev/null || true; wait "${watchers[@]}" 2>/dev/null || true; watchers=(); }

step "Getting the tools and a control plane, and building the operator: a minute, or five the first time"
kubectl_path=$(hack/tools.sh kubectl); kubectl() { "$kubectl_path" "$@" 2> >(grep -v 'version difference' >&2 || true); }
hack/control-plane.sh get >/dev/null
log="$directory/build.log"
dotnet build src/Operator -c Release --nologo -v quiet >"$log" 2>&1
dotnet build src/Databricks.Simulator -c Release --nologo -v quiet >>"$log" 2>&1

step "Starting a real Kubernetes API server and a simulated Databricks workspace"
log=""
hack/control-plane.sh up "$directory/control-plane"
export KUBECONFIG="$directory/control-plane/kubeconfig"
launch simulator dotnet src/Databricks.Simulator/bin/Release/net10.0/Databricks.Simulator.dll --port 0 --token "$TOKEN" --user-token "person@example.com=$PERSON_TOKEN" --pending-seconds 3 --resizing-seconds 1 --terminating-seconds 1 --run-seconds 3
await "$directory/simulator.pid" grep -qo 'http://[0-9.:]*' "$log"
url=$(grep -o 'http://[0-9.:]*' "$log" | head -1)
echo "workspace: $url"

step "Installing CRDs, RBAC and ServiceAccount with kustomize, and starting the operator under that account"
log=""
# The local server is older than CEL rules in CRDs, hence --validate=false; a current cluster needs no flag.
kubectl apply --validate=false -k config/default >"$directory/apply.log"
echo "$(wc -l <"$directory/apply.log") objects applied"
# `kubectl wait --for=condition=Established` fails on a CRD that has no status yet.
await "$directory/simulator.pid" "$kubectl_path" get databricks
sed "s/token: .*/token: \"$(kubectl -n $NAMESPACE create token $ACCOUNT)\"}}]/" "$KUBECONFIG" >"$directory/operator.kubeconfig"
metrics=http://127.0.0.1:$(hack/control-plane.sh port)
launch operator env KUBECONFIG="$directory/operator.kubeconfig" DATABRICKS_HOST="$url" DATABRICKS_TOKEN="$TOKEN" \
  dotnet src/Operator/bin/Release/net10.0/databricks-operator.dll --listen "$metrics" --leader-election-namespace $NAMESPACE \
  --allow-insecure-hosts --log-format console --transition-seconds 1 --observation-period-seconds 2
await "$directory/operator.pid" grep -q Reconciling "$log"
tail -1 "$log"

step "Applying config/samples/databrickscluster.yaml and watching it turn Ready"
show kubectl apply -f config/samples/databrickscluster.yaml
watching databricksclusters
kubectl wait --for=condition=Ready databrickscluster/demo --timeout=60s >/dev/null
stop_watching
id=$(cluster_id)
show kubectl get databricks -o wide

step "Editing the size in Kubernetes: the workspace follows, without a restart"
watching databricksclusters
show kubectl patch databrickscluster demo --type merge -p '{"spec":{"numWorkers":3}}'
await "$directory/operator.pid" workspace_has 3
kubectl wait --for=condition=Ready databrickscluster/demo --timeout=60s >/dev/null
stop_watching
echo "the workspace says: $(workspace "$url/api/2.1/clusters/get?cluster_id=$id" | grep -o '"num_workers":[0-9]*' | head -1)"

step "Changing the cluster in the workspace, behind the operator's back: it is put right"
workspace -X POST "$url/api/2.1/clusters/resize" -d "{\"cluster_id\":\"$id\",\"num_workers\":8}" >/dev/null
echo "somebody resized it to 8 workers in the workspace"
await "$directory/operator.pid" workspace_has 3
await "$directory/operator.pid" sh -c "'$kubectl_path' get events 2>/dev/null | grep -q DriftCorrected"
show kubectl get events --field-selector involvedObject.name=demo --sort-by=.lastTimestamp

step "Deleting it: the object goes when the cluster is gone"
show kubectl delete databrickscluster demo --timeout=60s
answer=$(curl -s -H "Authorization: Bearer $PERSON_TOKEN" "$url/api/2.1/clusters/get?cluster_id=$id")
echo "the workspace says: $answer"
case $answer in *"does not exist"*) ;; *) false ;; esac

step "Applying config/samples/chain.yaml, the run first: notebook, cluster, job and run find each other and the run succeeds"
show kubectl apply -f config/samples/chain.yaml
watching databricksnotebooks databricksclusters databricksjobs databricksjobruns
kubectl wait --for=condition=Complete databricksjobrun/hello --timeout=60s >/dev/null
stop_watching
show kubectl get databricks
show kubectl get databricksjobrun hello -o jsonpath='{.status.result} {.status.outputs[0].taskKey}: {.status.outputs[0].result}{"\n"}'
echo "(the simulated workspace answers for a notebook with the parameters that the run gave it)"

step "Deleting the chain, in whatever order"
show kubectl delete -f config/samples/chain.yaml --timeout=60s

mutations=$(curl -fsS "$url/_sim/journal?after=0" | grep -o '"mutating":true' | wc -l)
printf '\n\033[32mDone in %s s.\033[0m A cluster created, resized, repaired and deleted, a chain of four run and deleted: %s changing calls to the workspace (one of them not ours).\n' "$((SECONDS - STARTED))" "$mutations"

if [ -n "${KEEP:-}" ]; then
  keep=yes
  mkdir "$directory/bin"
  ln -s "$kubectl_path" "$directory/bin/kubectl"
  printf '#!/bin/sh\nexec dotnet "%s" "$@"\n' "$PWD/src/Operator/bin/Release/net10.0/databricks-operator.dll" >"$directory/bin/databricks-operator"
  chmod +x "$directory/bin/databricks-operator"
  cat >"$directory/env" <<TEXT
export KUBECONFIG="$KUBECONFIG" PATH="$directory/bin:\$PATH"
# For databricks-operator plan, import and doctor. A workspace at an http address is for tests only.
export DATABRICKS_HOST="$url" DATABRICKS_TOKEN="$TOKEN" OPERATOR__ALLOWINSECUREHOSTS=true
# doctor looks for the lease of the operator there.
export OPERATOR__LEADERELECTION__LEASENAMESPACE=$NAMESPACE
TEXT
  cat <<TEXT

Everything is still running. To talk to it, in any shell:
  source $directory/env
  kubectl apply -f config/samples/databrickscluster.yaml
  databricks-operator status
  curl -H 'Authorization: Bearer $PERSON_TOKEN' $url/api/2.1/clusters/list
  curl $metrics/metrics
  tail -f $directory/operator.log
To stop it:
  kill \$(cat $directory/*.pid); hack/control-plane.sh down $directory/control-plane; rm -rf $directory
TEXT
fi
