#!/usr/bin/env bash
# A Kubernetes control plane for tests and the demo: etcd, kube-apiserver and kube-controller-manager on loopback.
# No kubelet and no scheduler run, so pods stay Pending; everything an operator talks to is the real thing. hack/node.sh adds what runs pods.
#
#   hack/control-plane.sh get [NAME...]  make the three binaries available, and those named (kubelet, kube-scheduler, kube-proxy), and print
#                                        their folder (cached; safe to interrupt)
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
readonly BINARIES=(etcd kube-apiserver kube-controller-manager)
readonly ADDRESS=${CONTROL_PLANE_ADDRESS:-127.0.0.1}

say() { printf '%s  %s\n' "$(date +%H:%M:%S)" "$*" >&2; }
fail() { printf 'control-plane: %s\n' "$*" >&2; exit 1; }
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; elif command -v sudo >/dev/null; then sudo "$@"; else fail "root is needed to run: $* (install sudo, or run that command as root and try again)"; fi; }

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
    exec 9>"$CACHE/lock"
    flock -n 9 || { say "another process is fetching the control plane; waiting for it"; flock 9; }
    mapfile -t names < <(missing "$CACHE/bin" "${names[@]}")
    [ ${#names[@]} = 0 ] || from_release "${names[@]}" || from_debian_source "${names[@]}"
    flock -u 9
  fi
  echo "$CACHE/bin"
}

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

# Debian ships no kube-apiserver package, but its kubernetes source package (1.20.2) builds with Debian's own Go.
from_debian_source() { # NAME...
  command -v apt-get >/dev/null || fail "neither the official release nor apt-get is available here; put ${BINARIES[*]} into a folder and set KUBEBUILDER_ASSETS to it"
  local work="$CACHE/source" started=$SECONDS name
  say "building Kubernetes from Debian's source package (once; about five minutes on two cores): $*"
  say "1/3 installing etcd-server, golang-go and build tools"
  as_root apt-get update -qq >&2 || fail "'apt-get update' failed; check the machine's package sources"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    etcd-server golang-go rsync jq make dpkg-dev xz-utils openssl \
    golang-github-modern-go-reflect2-dev golang-github-json-iterator-go-dev >"$CACHE/apt.log" 2>&1 \
    || fail "could not install the build tools; see $CACHE/apt.log"
  mkdir -p "$work"
  [ -f "$work/unpacked" ] || { say "2/3 fetching and unpacking the source package"; unpack_source "$work"; }
  for name in "$@"; do
    [ "$name" != etcd ] || continue
    say "3/3 compiling $name"
    compile "$work" "$name"
  done
  install -m 755 "$(command -v etcd)" "$CACHE/bin/etcd.new" && mv "$CACHE/bin/etcd.new" "$CACHE/bin/etcd"
  rm -rf "$work"
  say "built in $((SECONDS - started)) s"
}

# A private apt list turns the machine's own `deb` sources into `deb-src` ones without touching /etc.
unpack_source() {
  local work=$1 apt="$1/apt" file
  rm -rf "$work/apt" "$work/kubernetes"* "$work/go"; mkdir -p "$apt/sources.d" "$apt/lists/partial" "$apt/cache/archives/partial"
  for file in /etc/apt/sources.list.d/*.sources; do
    [ -e "$file" ] && grep -qi 'debian' "$file" && sed 's/^Types:.*/Types: deb-src/' "$file" > "$apt/sources.d/$(basename "$file")"
  done
  for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
    [ -e "$file" ] && sed -n 's/^deb \(.*debian.*\)/deb-src \1/p' "$file" >> "$apt/sources.list"
  done
  touch "$apt/sources.list"
  local options=(-oDir::Etc::SourceList="$apt/sources.list" -oDir::Etc::SourceParts="$apt/sources.d" -oDir::State::Lists="$apt/lists" -oDir::Cache="$apt/cache" -oDebug::NoLocking=1 -oAPT::Sandbox::User=)
  apt-get "${options[@]}" update -qq >&2 || fail "could not read the source package list; check the machine's Debian sources"
  (cd "$work" && apt-get "${options[@]}" source -qq --download-only kubernetes >&2) || fail "Debian's source package 'kubernetes' is not available from this machine's sources"
  (cd "$work" && dpkg-source -x --no-check kubernetes_*.dsc kubernetes >"$work/unpack.log" 2>&1) || fail "could not unpack the source package; see $work/unpack.log"
  mkdir -p "$work/go/src/k8s.io" && mv "$work/kubernetes" "$work/go/src/k8s.io/kubernetes"
  local vendor="$work/go/src/k8s.io/kubernetes/vendor/github.com" library
  # The vendored reflect2 1.0.1 crashes the server under Go 1.18 and newer at the first custom object; Debian's packages are patched.
  for library in modern-go/reflect2 json-iterator/go; do
    rm -rf "${vendor:?}/$library" && cp -rL "/usr/share/gocode/src/github.com/$library" "$vendor/$library"
  done
  # Built with Go 1.19, the second half of this condition takes every "" in a custom resource for null, and the object is refused.
  local validation="$work/go/src/k8s.io/kubernetes/vendor/k8s.io/kube-openapi/pkg/validation/validate/type.go"
  grep -q 'data == nil || reflect' "$validation" || fail "the source package is not the expected one: $validation has changed"
  sed -i 's/if data == nil || reflect.DeepEqual(reflect.Zero(reflect.TypeOf(data)), reflect.ValueOf(data)) {/if data == nil {/' "$validation"
  touch "$work/unpacked"
}

compile() {
  local work=$1 name=$2
  [ -x "$CACHE/bin/$name" ] && return
  (cd "$work/go/src/k8s.io/kubernetes" && GOPATH="$work/go" GOCACHE="$work/go-build" GO111MODULE=off GOFLAGS='' CGO_ENABLED=0 \
    make WHAT="cmd/$name" KUBE_GIT_VERSION=v1.20.2 KUBE_GIT_MAJOR=1 KUBE_GIT_MINOR=20 KUBE_GIT_COMMIT=x KUBE_GIT_TREE_STATE=clean >"$CACHE/$name.log" 2>&1) \
    || fail "compiling $name failed; the end of $CACHE/$name.log: $(tail -5 "$CACHE/$name.log")"
  install -m 755 "$work/go/src/k8s.io/kubernetes/_output/local/bin/linux/$(architecture)/$name" "$CACHE/bin/$name.new"
  mv "$CACHE/bin/$name.new" "$CACHE/bin/$name"
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
  up) [ $# = 2 ] || fail "usage: $0 up DIR"; up "$2" ;;
  down) [ $# = 2 ] || fail "usage: $0 down DIR"; down "$2" ;;
  port) free_port ;;
  *) sed -n '2,16s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac
