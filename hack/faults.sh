#!/usr/bin/env bash
# Runs the fault suite that needs no control plane: the sweeps, the oracles and the walks, or only the tests named. FAULTS names the one scenario to run
# (all without it). WALKS is how many walks by chance, or with WALKS_FROM those of the seeds from it on, and WALK_LENGTH how long; WALK_SEED repeats one, and
# WALK the steps that a failure has printed; FAULTS_TRACE is a file for every call and write of it. With FAULTS_RECORD=1 it writes docs/reliability.md.
set -euo pipefail
cd "$(dirname "$0")/.."
dotnet build tests/Operator.FaultTests -c Release --nologo -v quiet
FAULTS="${FAULTS:-1}" WALKS="${WALKS:-100}" dotnet test tests/Operator.FaultTests -c Release --no-build --nologo --logger "console;verbosity=minimal" \
  --filter "${1:+FullyQualifiedName~$1&}(FullyQualifiedName~FaultTests.Sweeps|FullyQualifiedName~FaultTests.Oracles|FullyQualifiedName~FaultTests.Walks)"
