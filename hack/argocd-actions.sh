#!/usr/bin/env bash
# Writes config/argocd/actions: for each kind the value of argocd-cm that holds its actions, made of the scripts in resource_customizations.
set -euo pipefail
cd "$(dirname "$0")/../config/argocd"

indented() { sed "s/^\(.\)/$1\1/" "$2"; } # SPACES FILE

mkdir -p actions
for folder in resource_customizations/databricks-operator.io/Databricks*/actions; do
  kind=$(basename "$(dirname "$folder")")
  {
    printf 'discovery.lua: |\n'
    indented '  ' "$folder/discovery.lua"
    printf 'definitions:\n'
    for script in "$folder"/*/action.lua; do
      printf -- '  - name: %s\n    action.lua: |\n' "$(basename "$(dirname "$script")")"
      indented '      ' "$script"
    done
  } >"actions/$kind.yaml"
done
