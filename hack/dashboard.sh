#!/usr/bin/env bash
# Checks the Grafana dashboard by Grafana's own schema: the types that Grafana publishes of a dashboard and of each kind of panel, as TypeScript.
#   hack/dashboard.sh [FILE]    charts/databricks-operator/files/dashboard.json by default; says what is wrong and where
set -euo pipefail
cd "$(dirname "$0")/.."

types=$(hack/tools.sh grafana-schema)
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
ln -s "$types/node_modules" "$work/node_modules"
cat >"$work/dashboard.ts" <<'TYPES'
import type { Dashboard } from "@grafana/schema";
import type { Options as Stat } from "@grafana/schema/dist/esm/raw/composable/stat/panelcfg/x/StatPanelCfg_types.gen";
import type { Options as Table, FieldConfig as TableField } from "@grafana/schema/dist/esm/raw/composable/table/panelcfg/x/TablePanelCfg_types.gen";
import type { Options as Series, FieldConfig as SeriesField } from "@grafana/schema/dist/esm/raw/composable/timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen";

// In a file, a value of an enumeration of words is just the word.
type Written<T> = T extends string ? `${T}` : T extends (infer E)[] ? Written<E>[] : T extends object ? { [K in keyof T]: Written<T[K]> } : T;
type Panel = Extract<NonNullable<Dashboard["panels"]>[number], { options?: unknown }>;
type Field<F> = Omit<NonNullable<Panel["fieldConfig"]>, "defaults"> & { defaults: Omit<NonNullable<Panel["fieldConfig"]>["defaults"], "custom"> & { custom?: F } };
type Of<N extends string, O, F> = Omit<Panel, "type" | "options" | "fieldConfig"> & { type: N; options: Partial<O>; fieldConfig: Field<Partial<F>> };
type Row = Extract<NonNullable<Dashboard["panels"]>[number], { collapsed: boolean }>;
type Ours = Omit<Dashboard, "panels"> & { panels: (Of<"stat", Stat, {}> | Of<"table", Table, TableField> | Of<"timeseries", Series, SeriesField> | Row)[] };

export const dashboard = (
TYPES
cat "${1:-charts/databricks-operator/files/dashboard.json}" >>"$work/dashboard.ts"
echo ') satisfies Written<Ours>;' >>"$work/dashboard.ts"
(cd "$work" && node_modules/.bin/tsc --noEmit --strict --skipLibCheck --moduleResolution bundler --module esnext dashboard.ts)
