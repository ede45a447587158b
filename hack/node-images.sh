#!/usr/bin/env bash
# Images for hack/node.sh, by buildah and with a storage of their own, so that what is made here never stands beside the machine's images.
#
#   hack/node-images.sh pause PROGRAM IMAGE ARCHIVE    an image of nothing but a program
#   hack/node-images.sh operator IMAGE ARCHIVE         the Dockerfile's target, built by hack/image.sh
#   hack/node-images.sh simulator IMAGE ARCHIVE
#
# Where the registry of the Dockerfile's base images cannot be reached, images of the same names are made of this machine's own SDK and libraries; the
# Dockerfile is then built on those as it stands, with the packages that this machine has. What differs is the distribution below .NET.
set -euo pipefail
cd "$(dirname "$0")/.."

readonly CACHE=${DATABRICKS_OPERATOR_CACHE:-$HOME/.cache/databricks-operator}/node-images
readonly SDK=mcr.microsoft.com/dotnet/sdk:10.0 RUNTIME=mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled
readonly PACKAGES=${NUGET_PACKAGES:-$HOME/.nuget/packages}
export BUILDAH_ISOLATION=chroot BUILDAH_LAYERS=true CONTAINERS_STORAGE_CONF="$CACHE/storage.conf" CONTAINERS_CONF="$CACHE/containers.conf"

say() { printf '%s  %s\n' "$(date +%H:%M:%S)" "$*" >&2; }
fail() { printf 'node-images: %s\n' "$*" >&2; exit 1; }

prepare() {
  mkdir -p "$CACHE"
  printf '[storage]\ndriver = "overlay"\ngraphroot = "%s/storage"\nrunroot = "%s/run"\n' "$CACHE" "$CACHE" >"$CACHE/storage.conf"
  # Read only, so that a build cannot change what the machine builds from.
  printf '[containers]\nvolumes = ["%s:/packages:ro"]\n' "$PACKAGES" >"$CACHE/containers.conf"
}

export_image() { # IMAGE ARCHIVE
  rm -f "$2"
  buildah push -q "$1" "docker-archive:$2:$1" >/dev/null
}

pause() { # PROGRAM IMAGE ARCHIVE
  local container; container=$(buildah from scratch)
  buildah copy -q "$container" "$1" /pause >/dev/null
  buildah config --entrypoint '["/pause"]' "$container"
  buildah commit -q --rm "$container" "$2" >/dev/null
  export_image "$2" "$3"
}

# --- base images --------------------------------------------------------------------------------------------------------

bases() {
  local root made="$CACHE/made"; root=$(dirname "$(readlink -f "$(command -v dotnet)")")
  # Empty: fetched. Else what they were made of, and how; the number is raised when that changes.
  local of; of="2 $(dotnet --version)"
  [ ! -s "$made" ] || [ "$(cat "$made")" = "$of" ] || buildah rmi -f "$SDK" "$RUNTIME" >/dev/null 2>&1 || true
  buildah inspect --type image "$SDK" >/dev/null 2>&1 && buildah inspect --type image "$RUNTIME" >/dev/null 2>&1 && return
  say "fetching $RUNTIME and $SDK"
  timeout 60 buildah pull -q "$RUNTIME" >/dev/null 2>&1 && timeout 600 buildah pull -q "$SDK" >/dev/null 2>&1 && return
  say "they cannot be had here; making them of this machine's SDK"
  [ -d "$root/shared" ] || fail "no .NET SDK is installed here"
  base "$RUNTIME" "$root" dotnet host shared
  base "$SDK" "$root" dotnet host shared sdk sdk-manifests packs templates
  echo "$of" >"$made"
}

base() { # IMAGE ROOT PART...
  local image=$1 root=$2 work="$CACHE/base" container part; shift 2
  rm -rf "$work"; mkdir -p "$work/usr/share/dotnet" "$work/usr/bin" "$work/etc" "$work/tmp" "$work/home/app"; chmod 1777 "$work/tmp"
  for part in "$@"; do [ ! -e "$root/$part" ] || cp -a "$root/$part" "$work/usr/share/dotnet/"; done
  ln -s ../share/dotnet/dotnet "$work/usr/bin/dotnet"
  libraries "$work" "$root"
  cp -rL /etc/ssl "$work/etc/"; rm -rf "$work/etc/ssl/private"
  printf 'root:x:0:0:root:/root:/bin/sh\napp:x:1654:1654::/home/app:/bin/false\n' >"$work/etc/passwd"
  printf 'root:x:0:\napp:x:1654:\n' >"$work/etc/group"
  printf 'hosts: files dns\n' >"$work/etc/nsswitch.conf"
  [ "$image" = "$RUNTIME" ] || shell "$work"
  container=$(buildah from scratch)
  buildah copy -q "$container" "$work" / >/dev/null
  buildah config --env PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin --env APP_UID=1654 --env ASPNETCORE_HTTP_PORTS=8080 \
    --env DOTNET_RUNNING_IN_CONTAINER=true --env DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=true "$container"
  # The build is to use the packages of this machine; the list of known weaknesses cannot be asked for without a network. A server that stays for the next
  # build would keep the container's files in use.
  [ "$image" = "$RUNTIME" ] || buildah config --env NUGET_FALLBACK_PACKAGES=/packages --env NuGetAudit=false --env DOTNET_CLI_TELEMETRY_OPTOUT=1 \
    --env MSBUILDDISABLENODEREUSE=1 --env UseSharedCompilation=false "$container"
  buildah commit -q --rm "$container" "$image" >/dev/null
  rm -rf "$work"
}

# What .NET is linked with, and OpenSSL, which it opens by name.
libraries() { # WORK ROOT
  local file
  { find "$2/dotnet" "$2/host" "$2/shared" -type f \( -name '*.so' -o -name dotnet \) -exec ldd {} + 2>/dev/null | grep -o '/[^ ]*\.so[^ ]*'
    ldconfig -p | grep -oE '/[^ ]*/lib(ssl|crypto|z|resolv)\.so\.[0-9.]+$'; } | grep -v "^$2" | sort -u |
    while read -r file; do mkdir -p "$1$(dirname "$file")"; cp -Ln "$file" "$1$file"; done
}

shell() { # WORK
  local busybox; busybox=$(command -v busybox) || fail "the Debian package busybox-static is missing"
  mkdir -p "$1/bin" "$1/root"; cp "$busybox" "$1/bin/busybox"
  "$busybox" --list | while read -r name; do [ "$name" = busybox ] || ln -s busybox "$1/bin/$name"; done
}

# --- the Dockerfile -----------------------------------------------------------------------------------------------------

build() { # TARGET IMAGE ARCHIVE
  exec 9>"$CACHE/lock"; flock 9
  bases
  TOOL=buildah hack/image.sh "$1" "$2" >&2 9>&-
  export_image "$2" "$3"
}

case "${1:-} $#" in
  "pause 4") prepare; pause "$2" "$3" "$4" ;;
  "operator 3" | "simulator 3") prepare; build "$1" "$2" "$3" ;;
  *) sed -n '2,9s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac
