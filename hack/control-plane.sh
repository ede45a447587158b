#!/usr/bin/env bash
# A Kubernetes control plane for tests and the demo: etcd, kube-apiserver and kube-controller-manager on loopback.
# No kubelet and no scheduler run, so pods stay Pending; everything an operator talks to is the real thing. hack/node.sh adds what runs pods.
#
#   hack/control-plane.sh get [NAME...]  make the three binaries available, and those named (kubelet, kube-scheduler, kube-proxy), and print
#                                        their folder (cached; safe to interrupt)
#   hack/control-plane.sh client-go      make the small client-go operator of the benchmark available, built from Debian's source package, and print its path
#   hack/control-plane.sh up DIR         start a control plane whose state lives in DIR; writes DIR/kubeconfig
#   hack/control-plane.sh down DIR       stop it (DIR stays, `up DIR` continues from its data)
#   hack/control-plane.sh port           print a free port of loopback, for a process that runs beside it
#
# CONTROL_PLANE_ADDRESS=ADDRESS with `up`: the API server listens on this address of the machine, which pods can reach, instead of loopback, gives pods
# their ServiceAccount's token, and expects nodes to join.
#
# Where the binaries come from, first that works: $KUBEBUILDER_ASSETS, the cache, the official release, Debian's source package.
set -euo pipefail

readonly KUBERNETES_VERSION=${KUBERNETES_VERSION:-v1.31.4}
readonly ETCD_VERSION=${ETCD_VERSION:-v3.5.17}
# Raised whenever the way to build from source changes, so that a cache made the old way is not used.
readonly RECIPE=2
readonly CACHE=${DATABRICKS_OPERATOR_CACHE:-$HOME/.cache/databricks-operator}/control-plane/recipe-$RECIPE
readonly SOURCE=$CACHE/source
readonly BINARIES=(etcd kube-apiserver kube-controller-manager)
readonly ADDRESS=${CONTROL_PLANE_ADDRESS:-127.0.0.1}

say() { printf '%s  %s\n' "$(date +%H:%M:%S)" "$*" >&2; }
fail() { printf 'control-plane: %s\n' "$*" >&2; exit 1; }
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; elif command -v sudo >/dev/null; then sudo "$@"; else fail "root is needed to run: $* (install sudo, or run that command as root and try again)"; fi; }

# shellcheck source=hack/kubernetes-source.sh
source "$(dirname "${BASH_SOURCE[0]}")/kubernetes-source.sh"

missing() { local folder=$1 name; shift; for name in "$@"; do [ -x "$folder/$name" ] || echo "$name"; done; } # FOLDER NAME...

# --- get ------------------------------------------------------------------------------------------------------------

get() { # NAME...: besides the three
  local names=("${BINARIES[@]}" "$@") name
  for name in "$@"; do
    case $name in kubelet | kube-scheduler | kube-proxy) ;; *) fail "'$name' cannot be had here: name kubelet, kube-scheduler or kube-proxy" ;; esac
  done
  if [ -n "${KUBEBUILDER_ASSETS:-}" ]; then
    [ -z "$(missing "$KUBEBUILDER_ASSETS" "${names[@]}")" ] \
      || fail "KUBEBUILDER_ASSETS=$KUBEBUILDER_ASSETS lacks one of: ${names[*]} (unset it to let this script fetch them)"
    echo "$KUBEBUILDER_ASSETS"; return
  fi
  mkdir -p "$CACHE/bin"
  if [ -n "$(missing "$CACHE/bin" "${names[@]}")" ]; then
    lock
    mapfile -t names < <(missing "$CACHE/bin" "${names[@]}")
    [ ${#names[@]} = 0 ] || from_release "${names[@]}" || from_debian_source "${names[@]}"
    unlock
  fi
  echo "$CACHE/bin"
}

lock() { exec 9>"$CACHE/lock"; flock -n 9 || { say "another process is fetching the control plane; waiting for it"; flock 9; }; }
unlock() { flock -u 9; }

architecture() { case $(uname -m) in x86_64) echo amd64 ;; aarch64) echo arm64 ;; *) fail "no binaries for $(uname -m)" ;; esac; }

download() { curl -fsSL --connect-timeout 5 --retry 2 --retry-connrefused -o "$2.part" "$1" && mv "$2.part" "$2"; }

# Returns 1, so that the next source is tried, when the release site cannot be reached; a wrong checksum is an error.
from_release() { # NAME...
  local machine name work="$CACHE/release"
  # A node must not be newer than its API server: what was built from source is completed from source.
  [ ! -x "$CACHE/bin/kube-apiserver" ] || [ "$("$CACHE/bin/kube-apiserver" --version)" = "Kubernetes $KUBERNETES_VERSION" ] || return 1
  machine=$(architecture) || exit 1
  local base="https://dl.k8s.io/$KUBERNETES_VERSION/bin/linux/$machine"
  local etcd="etcd-$ETCD_VERSION-linux-$machine.tar.gz" etcd_base="https://github.com/etcd-io/etcd/releases/download/$ETCD_VERSION"
  mkdir -p "$work"
  download "$base/kubelet.sha256" "$work/kubelet.sha256" 2>/dev/null || { say "the official release cannot be reached from here"; return 1; }
  for name in "$@"; do
    [ "$name" != etcd ] || continue
    say "downloading $name $KUBERNETES_VERSION"
    download "$base/$name.sha256" "$work/$name.sha256" && download "$base/$name" "$work/$name" || fail "download of $name broke off; run this again"
    echo "$(cat "$work/$name.sha256")  $work/$name" | sha256sum -c --quiet >&2 || fail "$name does not match its checksum; delete $work and run this again"
    install -m 755 "$work/$name" "$CACHE/bin/$name.new" && mv "$CACHE/bin/$name.new" "$CACHE/bin/$name"
  done
  [ ! -x "$CACHE/bin/etcd" ] || { rm -rf "$work"; return 0; }
  say "downloading etcd $ETCD_VERSION"
  download "$etcd_base/SHA256SUMS" "$work/SHA256SUMS" && download "$etcd_base/$etcd" "$work/$etcd" || fail "download of etcd broke off; run this again"
  (cd "$work" && grep " $etcd\$" SHA256SUMS | sha256sum -c --quiet >&2) || fail "etcd does not match its checksum; delete $work and run this again"
  tar -xzf "$work/$etcd" -C "$work" --strip-components=1
  install -m 755 "$work/etcd" "$CACHE/bin/etcd.new" && mv "$CACHE/bin/etcd.new" "$CACHE/bin/etcd"
  rm -rf "$work"
}

# --- up and down ----------------------------------------------------------------------------------------------------

# Below the kernel's ephemeral range, so that no outgoing connection takes a port between this check and its use.
free_port() {
  local port
  for _ in $(seq 100); do
    port=$((10000 + (RANDOM * 32768 + RANDOM) % 22000))
    (exec 3<>"/dev/tcp/$ADDRESS/$port") 2>/dev/null || (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
  done
  fail "no free port found on loopback"
}

alive() { [ -f "$1" ] && kill -0 "$(cat "$1")" 2>/dev/null; }

launch() { # NAME COMMAND...
  local name=$1; shift
  setsid "$@" >>"$DIRECTORY/$name.log" 2>&1 </dev/null 9>&- &
  echo $! > "$DIRECTORY/$name.pid"
}

await() { # NAME WHAT COMMAND...: until COMMAND succeeds; at most 60 s; fails at once when the process has ended
  local name=$1 what=$2; shift 2
  for _ in $(seq 600); do
    "$@" >/dev/null 2>&1 && return 0
    alive "$DIRECTORY/$name.pid" || { say "$name ended: $(tail -3 "$DIRECTORY/$name.log")"; return 1; }
    sleep 0.1
  done
  say "$what took over 60 s; see $DIRECTORY/$name.log"; return 1
}

prepare() {
  mkdir -p "$DIRECTORY/etcd"; chmod 700 "$DIRECTORY"
  [ -f "$DIRECTORY/ports" ] || echo "$(free_port) $(free_port) $(free_port) $(free_port)" > "$DIRECTORY/ports"
  [ -f "$DIRECTORY/token" ] || { head -c 24 /dev/urandom | od -An -tx1 | tr -d ' \n' > "$DIRECTORY/token"; printf '%s,admin,admin,system:masters\n' "$(cat "$DIRECTORY/token")" > "$DIRECTORY/tokens.csv"; }
  [ -f "$DIRECTORY/service-account.key" ] || openssl genrsa -out "$DIRECTORY/service-account.key" 2048 2>/dev/null || fail "openssl is missing: install the package 'openssl'"
}

write_kubeconfig() {
  cat > "$DIRECTORY/kubeconfig" <<YAML
apiVersion: v1
kind: Config
clusters: [{name: local, cluster: {server: "https://$ADDRESS:$1", certificate-authority: "$DIRECTORY/certs/apiserver.crt"}}]
users: [{name: admin, user: {token: "$(cat "$DIRECTORY/token")"}}]
contexts: [{name: local, context: {cluster: local, user: admin, namespace: default}}]
current-context: local
YAML
}

start() { # BIN
  local bin=$1 client peer secure controller
  # Without nodes there is nobody to give a token to, and nothing whose life could be watched.
  local server=(--disable-admission-plugins ServiceAccount) controllers='*,bootstrapsigner,-nodelifecycle,-nodeipam,-attachdetach'
  [ "$ADDRESS" = 127.0.0.1 ] || { server=(--kubelet-preferred-address-types InternalIP); controllers='*,bootstrapsigner,-nodeipam,-attachdetach'; }
  read -r client peer secure controller < "$DIRECTORY/ports"
  alive "$DIRECTORY/etcd.pid" || launch etcd "$bin/etcd" --name default --data-dir "$DIRECTORY/etcd" --unsafe-no-fsync \
    --listen-client-urls "http://127.0.0.1:$client" --advertise-client-urls "http://127.0.0.1:$client" \
    --listen-peer-urls "http://127.0.0.1:$peer" --initial-advertise-peer-urls "http://127.0.0.1:$peer" --initial-cluster "default=http://127.0.0.1:$peer"
  await etcd "starting etcd" curl -fsS "http://127.0.0.1:$client/health" || return 1
  alive "$DIRECTORY/kube-apiserver.pid" || launch kube-apiserver "$bin/kube-apiserver" --etcd-servers "http://127.0.0.1:$client" \
    --cert-dir "$DIRECTORY/certs" --bind-address "$ADDRESS" --secure-port "$secure" --token-auth-file "$DIRECTORY/tokens.csv" --authorization-mode RBAC \
    --service-account-key-file "$DIRECTORY/service-account.key" --service-account-signing-key-file "$DIRECTORY/service-account.key" \
    --service-account-issuer https://kubernetes.default.svc --service-cluster-ip-range 10.0.0.0/24 "${server[@]}"
  await kube-apiserver "starting kube-apiserver" ready "$secure" || return 1
  write_kubeconfig "$secure"
  alive "$DIRECTORY/kube-controller-manager.pid" || launch kube-controller-manager "$bin/kube-controller-manager" --kubeconfig "$DIRECTORY/kubeconfig" \
    --service-account-private-key-file "$DIRECTORY/service-account.key" --root-ca-file "$DIRECTORY/certs/apiserver.crt" \
    --bind-address 127.0.0.1 --secure-port "$controller" --leader-elect=false --controllers "$controllers"
}

ready() { curl -fsS --cacert "$DIRECTORY/certs/apiserver.crt" -H "Authorization: Bearer $(cat "$DIRECTORY/token")" "https://$ADDRESS:$1/readyz" && curl -fsS --cacert "$DIRECTORY/certs/apiserver.crt" -H "Authorization: Bearer $(cat "$DIRECTORY/token")" "https://$ADDRESS:$1/api/v1/namespaces/kube-system"; }

up() {
  local bin; bin=$(get)
  mkdir -p "$1"; DIRECTORY=$(cd "$1" && pwd)
  for attempt in 1 2 3; do
    prepare
    if start "$bin"; then say "control plane is up: export KUBECONFIG=$DIRECTORY/kubeconfig"; return; fi
    down "$DIRECTORY"
    [ "$attempt" = 3 ] || { say "trying once more on other ports"; rm -f "$DIRECTORY/ports"; }
  done
  fail "the control plane did not start; the logs are in $DIRECTORY/*.log"
}

down() {
  local name directory; directory=$(cd "$1" 2>/dev/null && pwd) || return 0
  for name in kube-controller-manager kube-apiserver etcd; do
    alive "$directory/$name.pid" && kill "$(cat "$directory/$name.pid")" 2>/dev/null
    for _ in $(seq 100); do alive "$directory/$name.pid" || break; sleep 0.1; done
    alive "$directory/$name.pid" && kill -9 "$(cat "$directory/$name.pid")" 2>/dev/null
    rm -f "$directory/$name.pid"
  done
  return 0
}

case ${1:-} in
  get) shift; get "$@" ;;
  client-go) client_go ;;
  up) [ $# = 2 ] || fail "usage: $0 up DIR"; up "$2" ;;
  down) [ $# = 2 ] || fail "usage: $0 down DIR"; down "$2" ;;
  port) free_port ;;
  *) sed -n '2,17s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac
