#!/usr/bin/env bash
# One Kubernetes node on which pods really run: the control plane of hack/control-plane.sh with kube-scheduler, kube-proxy, kubelet, containerd and cluster DNS.
# All of it lives in network, process and mount namespaces made for it, so nothing of it is in the machine's own network, and whatever a container starts
# ends with them.
#
#   hack/node.sh up DIR            start it with its state in DIR, which writes DIR/kubeconfig, and wait until the node is Ready
#   hack/node.sh exec DIR CMD...   run a command in its namespaces, with KUBECONFIG set: nothing else reaches its API server, Services and pods
#   hack/node.sh images DIR        build the images of the operator and the simulator and put them on the node (hack/node-images.sh)
#   hack/node.sh down DIR          stop everything and remove DIR
#
# Exit code 3 with one sentence: no node can run here. It needs Linux, root and Debian's packages, which it installs.
set -euo pipefail
cd "$(dirname "$0")/.."

# The bridge of the pods, which is the node's own address too: a kubelet refuses loopback, and there is no other interface.
readonly GATEWAY=10.88.0.1 PODS=10.88.0.0/24 DNS=10.88.0.1
readonly PAUSE=localhost/pause:1
readonly PROGRAMS=(containerd runc buildah iptables conntrack ip dnsmasq gcc busybox)
readonly PACKAGES=(containerd runc buildah iptables conntrack iproute2 dnsmasq-base gcc libc6-dev busybox-static containernetworking-plugins)

say() { printf '%s  %s\n' "$(date +%H:%M:%S)" "$*" >&2; }
fail() { printf 'node: %s\n' "$*" >&2; exit 1; }
impossible() { printf 'node: no node can run here: %s\n' "$*" >&2; exit 3; }

# --- what it takes ----------------------------------------------------------------------------------------------------

lacking() {
  local name
  for name in "${PROGRAMS[@]}"; do command -v "$name" >/dev/null || echo "$name"; done
  [ -x /usr/lib/cni/bridge ] || echo containernetworking-plugins
}

require() {
  [ "$(uname -s)" = Linux ] || impossible "it takes Linux"
  [ "$(id -u)" = 0 ] || impossible "it takes root"
  unshare --net --mount --pid --fork true 2>/dev/null || impossible "namespaces cannot be made, as in a container without privileges"
  [ -z "$(lacking)" ] || install_packages
  unshare --net ip link add cni0 type bridge 2>/dev/null || impossible "the kernel makes no bridge"
}

install_packages() {
  command -v apt-get >/dev/null || impossible "these are not installed, and there is no apt-get to install them: $(lacking | xargs)"
  say "installing ${PACKAGES[*]}"
  # A package's service would start a second containerd on the machine.
  local policy=/usr/sbin/policy-rc.d made=""
  [ -e $policy ] || { printf '#!/bin/sh\nexit 101\n' >$policy && chmod +x $policy && made=yes; }
  apt-get update -qq >&2 && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${PACKAGES[@]}" >"$DIRECTORY/apt.log" 2>&1 || true
  [ -z "$made" ] || rm -f $policy
  [ -z "$(lacking)" ] || impossible "these cannot be installed: $(lacking | xargs)"
}

# --- namespaces ---------------------------------------------------------------------------------------------------------

# Its first process; when that is killed, the kernel ends every other one, and mounts and network go with the last of them.
holder() { [ -f "$DIRECTORY/holder.pid" ] && holder=$(cat "$DIRECTORY/holder.pid") && [ -e "/proc/$holder/ns/net" ]; }
inside() { nsenter --target "$holder" --net --pid --mount --wdns="$PWD" -- "$@"; }

make_namespaces() {
  rm -f "$DIRECTORY/namespaces"
  # bash and not sleep, because the first process has to wait for orphans. What is written to /run and /var/log without asking stays in here.
  # shellcheck disable=SC2016 # the variable of the inner shell
  setsid unshare --net --mount --pid --fork --mount-proc --kill-child bash -c '
    ip link set lo up && mount -t tmpfs node /run && mount -t tmpfs node /var/log && mkdir -p /run/netns /run/lock && echo >"$1/namespaces"
    while :; do sleep 3600; done' holder "$DIRECTORY" >"$DIRECTORY/holder.log" 2>&1 </dev/null &
  local outside=$!
  await "the namespaces" test -e "$DIRECTORY/namespaces"
  # Not the process that called unshare but its child is inside.
  cut -d' ' -f1 "/proc/$outside/task/$outside/children" >"$DIRECTORY/holder.pid"
  holder || fail "the namespaces have ended: $(cat "$DIRECTORY/holder.log")"
}

await() { # WHAT COMMAND...: at most 90 s
  local what=$1; shift
  for _ in $(seq 900); do "$@" >/dev/null 2>&1 && return; sleep 0.1; done
  fail "waited 90 s in vain for $what; the logs are in $DIRECTORY/*.log"
}

launch() { # NAME COMMAND...
  local name=$1; shift
  setsid nsenter --target "$holder" --net --pid --mount --wdns="$PWD" -- "$@" >>"$DIRECTORY/$name.log" 2>&1 </dev/null &
}

# --- up -----------------------------------------------------------------------------------------------------------------

make_network() {
  inside ip link add cni0 type bridge
  inside ip address add "$GATEWAY/24" dev cni0
  inside ip link set cni0 up
  # Services have addresses of no network: without a route nothing would be sent to where kube-proxy's rules are.
  inside ip route add default dev cni0
  inside sh -c 'echo 1 >/proc/sys/net/ipv4/ip_forward'
  mkdir -p "$DIRECTORY/cni"
  cat >"$DIRECTORY/cni/10-bridge.conflist" <<J
{"cniVersion": "0.4.0", "name": "pods", "plugins": [
  {"type": "bridge", "bridge": "cni0", "isGateway": true, "hairpinMode": true,
   "ipam": {"type": "host-local", "dataDir": "$DIRECTORY/addresses", "ranges": [[{"subnet": "$PODS"}]], "routes": [{"dst": "0.0.0.0/0"}]}}]}
J
}

start_containerd() {
  cat >"$DIRECTORY/containerd.toml" <<T
version = 2
root = "$DIRECTORY/containerd"
state = "$DIRECTORY/containerd-state"
[grpc]
  address = "$DIRECTORY/containerd.sock"
[plugins."io.containerd.internal.v1.opt"]
  path = "$DIRECTORY/opt"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "$PAUSE"
  # Without CAP_SYS_RESOURCE, as in many a sandbox, nothing may be made more precious than it is.
  restrict_oom_score_adj = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "$DIRECTORY/cni"
T
  launch containerd containerd --config "$DIRECTORY/containerd.toml"
  await "containerd" inside ctr --address "$DIRECTORY/containerd.sock" version
  make_pause
}

# Every pod has one container that does nothing, which holds its network; its image cannot be had everywhere.
make_pause() {
  local work="$DIRECTORY/pause"; mkdir -p "$work"
  cat >"$work/pause.c" <<'C'
#include <signal.h>
#include <unistd.h>
static void end(int number) { _exit(0); }
int main(void) { signal(SIGTERM, end); signal(SIGINT, end); for (;;) pause(); }
C
  gcc -static -O2 -o "$work/pause" "$work/pause.c" || fail "the pause program cannot be compiled"
  hack/node-images.sh pause "$work/pause" "$PAUSE" "$work/pause.tar"
  import "$work/pause.tar"
}

import() { inside ctr --address "$DIRECTORY/containerd.sock" --namespace k8s.io images import "$1" >/dev/null; } # ARCHIVE

start_kubelet() { # BIN
  local version flags=(); version=$("$1/kubelet" --version); version=${version#*v1.}; version=${version%%.*}
  # Before 1.24 Docker was the default, and the flag is gone since.
  [ "$version" -ge 24 ] || flags=(--container-runtime remote --network-plugin cni)
  : >"$DIRECTORY/resolv.conf"
  cat >"$DIRECTORY/kubelet.yaml" <<Y
kind: KubeletConfiguration
apiVersion: kubelet.config.k8s.io/v1beta1
address: $GATEWAY
authentication: {anonymous: {enabled: true}, webhook: {enabled: false}}
authorization: {mode: AlwaysAllow}
cgroupDriver: cgroupfs
cgroupsPerQOS: false
clusterDNS: [$DNS]
clusterDomain: cluster.local
enforceNodeAllocatable: []
evictionHard: {memory.available: "10Mi", nodefs.available: "0%", imagefs.available: "0%", nodefs.inodesFree: "0%"}
imageGCHighThresholdPercent: 100
failSwapOn: false
resolvConf: $DIRECTORY/resolv.conf
volumePluginDir: $DIRECTORY/volume-plugins
Y
  launch kubelet "$1/kubelet" "${flags[@]}" --config "$DIRECTORY/kubelet.yaml" --kubeconfig "$DIRECTORY/kubeconfig" \
    --hostname-override node --node-ip "$GATEWAY" --container-runtime-endpoint "unix://$DIRECTORY/containerd.sock" \
    --root-dir "$DIRECTORY/kubelet" --cert-dir "$DIRECTORY/kubelet-certs" --pod-infra-container-image "$PAUSE"
}

start_services() { # BIN
  launch kube-scheduler "$1/kube-scheduler" --kubeconfig "$DIRECTORY/kubeconfig" --leader-elect=false \
    --bind-address 127.0.0.1 --cert-dir "$DIRECTORY/scheduler-certs"
  # A bridge delivers answers between its pods past the rules of the node, so each call to a Service has to come from the node itself (masquerade-all).
  # The limits of conntrack belong to the machine.
  launch kube-proxy "$1/kube-proxy" --kubeconfig "$DIRECTORY/kubeconfig" --hostname-override node --proxy-mode iptables \
    --cluster-cidr "$PODS" --masquerade-all --conntrack-max-per-core 0 --conntrack-tcp-timeout-established 0 --conntrack-tcp-timeout-close-wait 0
}

# Cluster DNS: every Service as NAME.NAMESPACE.svc.cluster.local, and no other name.
start_dns() {
  mkdir -p "$DIRECTORY/hosts"
  launch dnsmasq dnsmasq --keep-in-foreground --conf-file=/dev/null --no-resolv --no-hosts --local=/cluster.local/ --hostsdir="$DIRECTORY/hosts" \
    --listen-address="$DNS" --bind-interfaces --pid-file= --user=root --log-facility=-
  # shellcheck disable=SC2016 # the variables of the inner shell
  launch names bash -c 'while :; do
      "$1" get services --all-namespaces --watch --no-headers -o custom-columns=A:.metadata.namespace,B:.metadata.name,C:.spec.clusterIP |
        while read -r namespace name address; do
          [ "$address" = None ] || { echo "$address $name.$namespace.svc.cluster.local" >"$2.new" && mv "$2.new" "$2/$namespace.$name"; }
        done
      sleep 1
    done' names "$(hack/tools.sh kubectl)" "$DIRECTORY/hosts"
}

up() {
  local bin kubectl
  ! holder || fail "a node runs in $1 already"
  require
  bin=$(hack/control-plane.sh get kubelet kube-scheduler kube-proxy)
  kubectl=$(hack/tools.sh kubectl)
  make_namespaces
  make_network
  CONTROL_PLANE_ADDRESS=$GATEWAY inside hack/control-plane.sh up "$DIRECTORY"
  start_containerd
  start_kubelet "$bin"
  export KUBECONFIG="$DIRECTORY/kubeconfig"
  start_services "$bin"
  start_dns
  await "the node to register" inside "$kubectl" get node node
  inside "$kubectl" wait --for=condition=Ready node/node --timeout=90s >/dev/null || fail "the node is not Ready; see $DIRECTORY/kubelet.log"
  say "the node is up: hack/node.sh exec $DIRECTORY kubectl get pods -A"
}

# --- images -------------------------------------------------------------------------------------------------------------

images() {
  local name
  for name in operator simulator; do
    hack/node-images.sh "$name" "localhost/databricks-$name:node" "$DIRECTORY/$name.tar"
    import "$DIRECTORY/$name.tar"
    rm -f "$DIRECTORY/$name.tar"
    say "on the node: localhost/databricks-$name:node"
  done
}

# --- down ---------------------------------------------------------------------------------------------------------------

down() {
  local container containers=()
  if holder; then
    # Their names are those of their cgroups, which outlive them.
    for container in "$DIRECTORY"/containerd-state/io.containerd.runtime.v2.task/k8s.io/*; do
      [ ! -d "$container" ] || containers+=("${container##*/}")
    done
    kill -KILL "$holder"
    await "the processes to end" gone
  fi
  for container in "${containers[@]}"; do find /sys/fs/cgroup -depth -type d -name "$container" -exec rmdir {} + 2>/dev/null || true; done
  find /sys/fs/cgroup -maxdepth 2 -type d -name k8s.io -exec rmdir {} + 2>/dev/null || true
  rm -rf --one-file-system "$DIRECTORY"
}
gone() { [ ! -e "/proc/$holder" ]; }

case "${1:-} $#" in
  "up 2") mkdir -p "$2"; DIRECTORY=$(cd "$2" && pwd); up "$2" ;;
  "down 2") DIRECTORY=$(cd "$2" 2>/dev/null && pwd) || exit 0; down ;;
  "images 2") DIRECTORY=$(cd "$2" && pwd); holder || fail "no node runs in $2"; images ;;
  "exec "*)
    [ $# -ge 3 ] || fail "usage: $0 exec DIR CMD..."
    DIRECTORY=$(cd "$2" && pwd); holder || fail "no node runs in $2"; shift 2
    export KUBECONFIG="$DIRECTORY/kubeconfig"; inside "$@" ;;
  *) sed -n '2,11s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac
