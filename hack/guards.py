#!/usr/bin/env python3
"""Removes the guards of the core one by one, in a copy, and shows that the fault suite notices each removal.

The list below is the register of guards: what a guard is for, the lines that are it, and the tests that must fail without it.
Usage: hack/guards.py [NAME...]
"""
import pathlib
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
CLUSTER = 'DisplayName~cluster'

# name, file, guard, what stands there without it, filter of the tests that must fail
GUARDS = [
    ('finalizer before creation', 'src/Operator/Managed/ManagedReconciler.cs',
     'if (pass.Management != ManagementPolicy.Manage || pass.Working', 'if (pass.Management == ManagementPolicy.Manage || pass.Working',
     'FullyQualifiedName~FaultlessTests'),
    ('search before creation', 'src/Operator/Managed/ExternalLocator.cs',
     'if (external.Kind.HasIdempotentCreate)', 'if (external.Kind.RecordedId(pass.Working) is null)',
     f'FullyQualifiedName~WorkspaceSweepTests&{CLUSTER}&DisplayName~reset'),
    ('grace after an unknown creation', 'src/Operator/Managed/CreationLedger.cs',
     'is { } since ? grace', 'is { } since && since < 0 ? grace',
     f'FullyQualifiedName~WorkspaceSweepTests&{CLUSTER}&DisplayName~20'),
    ('creations are never repeated by the client', 'src/Operator.Databricks/Clusters/IClustersApi.cs',
     '"clusters/create", RetrySafety.Never', '"clusters/create", RetrySafety.Always',
     f'FullyQualifiedName~WorkspaceSweepTests&{CLUSTER}&DisplayName~reset'),
    ('no change without the lease', 'src/Operator.Databricks/Http/PermitHandler.cs',
     'permit.Check();', '',
     f'FullyQualifiedName~SweepTests&{CLUSTER}&DisplayName~deposed'),
    ('pause after a 429', 'src/Operator.Databricks/Http/CallBudget.cs',
     '&& time.GetTimestamp() >= pausedUntil', '',
     f'FullyQualifiedName~WorkspaceSweepTests&{CLUSTER}&DisplayName~Retry-After'),
    ('no echo of the credential', 'src/Operator.Databricks/Errors/ErrorText.cs',
     'credential is { Length: >= ShortestCredential } ? text.Replace(credential, Redacted, StringComparison.Ordinal) : text', 'text',
     f'FullyQualifiedName~WorkspaceSweepTests&{CLUSTER}&DisplayName~403'),
    ('release after the object is gone', 'src/Operator/Managed/ManagedFinalizer.cs',
     ': UnderWay(step, policy);\n    }\n\n    /// <summary>What is left', ': null;\n    }\n\n    /// <summary>What is left',
     'FullyQualifiedName~SweepTests&DisplayName~warehouse'),
    ('status only where it differs', 'src/Operator.Runtime/Status/StatusWriter.cs',
     'return old.AsSpan().SequenceEqual(wanted) ? null : MergePatch', 'return MergePatch',
     'FullyQualifiedName~FaultlessTests'),
    ('a record is not given up for one answer', 'src/Operator/Managed/ExternalLocator.cs',
     'var found = await SearchAsync(pass, cancellationToken).ConfigureAwait(false);\n        if (found.Certainty',
     'pass.Working.ClearStatus();\n        var found = await SearchAsync(pass, cancellationToken).ConfigureAwait(false);\n        if (found.Certainty',
     'FullyQualifiedName~WorkspaceSweepTests&DisplayName~notebook&DisplayName~404'),
    ('adoption by name only where it is asked for', 'src/Operator/Managed/ExternalOwnership.cs',
     '        _ => false,\n    };', '        _ => true,\n    };',
     'FullyQualifiedName~FaultlessTests'),
    ('transition times of the first status', 'src/Operator/Reconciling/StatusReporter.cs',
     'if (working.Status.Conditions.Count == 0)', 'if (working.Status.Conditions.Count < 0)',
     f'FullyQualifiedName~WorkspaceSweepTests&{CLUSTER}&DisplayName~429'),
]


def run(copy, *arguments):
    return subprocess.run(['dotnet', *arguments], cwd=copy, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)


def remove(copy, guard):
    name, path, there, instead, tests = guard
    file = copy / path
    whole = file.read_text()
    if whole.count(there) != 1:
        return f'{name}: the guard is no longer where the register says ({path})'
    file.write_text(whole.replace(there, instead))
    try:
        built = run(copy, 'build', 'tests/Operator.FaultTests', '-c', 'Release', '--nologo', '-v', 'quiet', '-p:RunAnalyzers=false')
        if built.returncode:
            return f'{name}: does not compile without it\n{built.stdout}'
        tested = run(copy, 'test', 'tests/Operator.FaultTests', '-c', 'Release', '--no-build', '--nologo', '--filter', tests)
        return None if 'Failed!' in tested.stdout else f'{name}: no test notices\n{tested.stdout[-500:]}'
    finally:
        file.write_text(whole)


def main():
    chosen = [guard for guard in GUARDS if not sys.argv[1:] or guard[0] in sys.argv[1:]]
    with tempfile.TemporaryDirectory() as folder:
        copy = pathlib.Path(folder) / 'copy'
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns('.git'))
        problems = []
        for guard in chosen:
            problem = remove(copy, guard)
            print(f'{"FAILED " if problem else "noticed"}  {problem or guard[0]}', flush=True)
            problems += [problem] if problem else []
    print(f'{len(chosen) - len(problems)} of {len(chosen)} removals noticed')
    return 1 if problems else 0


if __name__ == '__main__':
    sys.exit(main())
