#!/usr/bin/env bash
# Runs the Argo CD health scripts against their own testdata, as Argo CD's test suite would; needs only a Lua interpreter.
#
#   hack/test-argocd-health.sh
set -euo pipefail
cd "$(dirname "$0")/../config/argocd"

fail() { printf 'test-argocd-health: %s\n' "$*" >&2; exit 1; }
for lua in lua lua5.4 lua5.3 lua5.2 lua5.1 luajit; do
  command -v "$lua" >/dev/null && exec "$lua" test.lua resource_customizations/*/*
done
fail "no Lua interpreter found: install one, for example the package 'lua5.3', and run this again"
