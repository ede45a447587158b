#!/usr/bin/env bash
# A part of hack/control-plane.sh: programs made of Debian's source package `kubernetes`. Debian ships no kube-apiserver package, but this source package (1.20.2)
# builds with Debian's own Go, and has client-go in its tree.

from_debian_source() { # NAME...
  local started=$SECONDS name
  say "building Kubernetes from Debian's source package (once; about five minutes on two cores): $*"
  source_tree
  for name in "$@"; do
    [ "$name" != etcd ] || continue
    say "3/3 compiling $name"
    compile "$SOURCE" "$name"
  done
  install -m 755 "$(command -v etcd)" "$CACHE/bin/etcd.new" && mv "$CACHE/bin/etcd.new" "$CACHE/bin/etcd"
  rm -rf "$SOURCE"
  say "built in $((SECONDS - started)) s"
}

# The hash of its source in its name: a change of the source is another program, and what a benchmark runs at the moment stays where it is.
client_go() {
  local main name; main=$(dirname "${BASH_SOURCE[0]}")/../tests/Operator.Benchmarks/ClientGo/main.go
  name=client-go-operator-$(sha256sum <"$main" | cut -c1-12)
  mkdir -p "$CACHE/bin"
  if [ ! -x "$CACHE/bin/$name" ]; then
    lock
    [ -x "$CACHE/bin/$name" ] || client_go_from_source "$main" "$name"
    unlock
  fi
  echo "$CACHE/bin/$name"
}

# By the compiler alone: `make`, as for the others, would first generate code for all of Kubernetes, which client-go does not need.
client_go_from_source() { # FILE NAME
  local started=$SECONDS tree="$SOURCE/go/src/k8s.io/kubernetes"
  say "building the client-go operator from Debian's source package of Kubernetes (once for each change of it; minutes)"
  source_tree
  say "3/3 compiling $2"
  install -D -m 644 "$1" "$tree/cmd/$2/main.go"
  (cd "$tree" && GOPATH="$SOURCE/go" GOCACHE="$SOURCE/go-build" GO111MODULE=off GOFLAGS='' CGO_ENABLED=0 go build -o "$CACHE/bin/$2.new" "./cmd/$2" >"$CACHE/$2.log" 2>&1) \
    || fail "compiling $2 failed; the end of $CACHE/$2.log: $(tail -5 "$CACHE/$2.log")"
  mv "$CACHE/bin/$2.new" "$CACHE/bin/$2"
  rm -rf "$SOURCE"
  say "built in $((SECONDS - started)) s"
}

source_tree() {
  command -v apt-get >/dev/null || fail "apt-get, which fetches Debian's source package, is not available here. For a control plane put ${BINARIES[*]} into a folder and set KUBEBUILDER_ASSETS to it"
  say "1/3 installing etcd-server, golang-go and build tools"
  as_root apt-get update -qq >&2 || fail "'apt-get update' failed; check the machine's package sources"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    etcd-server golang-go rsync jq make dpkg-dev xz-utils openssl \
    golang-github-modern-go-reflect2-dev golang-github-json-iterator-go-dev >"$CACHE/apt.log" 2>&1 \
    || fail "could not install the build tools; see $CACHE/apt.log"
  mkdir -p "$SOURCE"
  [ -f "$SOURCE/unpacked" ] || { say "2/3 fetching and unpacking the source package"; unpack_source "$SOURCE"; }
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
