#!/usr/bin/env python3
"""Removes the guards of the core one by one, in a copy, and shows that the tests notice each removal.

The list below is the register of guards: what a guard is for, the lines that are it, and the tests that must fail without it: of the fault suite,
or of the unit tests where no fault leads there.
Usage: hack/guards.py [NAME...]
"""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
FAULTS, UNITS = 'tests/Operator.FaultTests', 'tests/Operator.UnitTests'
CLUSTER = 'DisplayName~cluster'

# name, file, guard, what stands there without it, filter of the tests that must fail[, their project]
GUARDS = [
    ('finalizer before creation', 'src/Operator/Managed/ManagedReconciler.cs',
     'if (pass.Management != ManagementPolicy.Manage || pass.Working', 'if (pass.Management == ManagementPolicy.Manage || pass.Working',
     'FullyQualifiedName~FaultlessTests'),
    ('finalizer before creation, in every situation', 'src/Operator/Managed/ManagedReconciler.cs',
     'if (pass.Management != ManagementPolicy.Manage || pass.Working', 'if (pass.Management == ManagementPolicy.Manage || pass.Working',
     'FullyQualifiedName~StateSpaceTests', UNITS),
    ('search before creation', 'src/Operator/Managed/ExternalLocator.cs',
     'if (external.Kind.HasIdempotentCreate)', 'if (external.Kind.RecordedId(pass.Working) is null)',
     f'FullyQualifiedName~WorkspaceSweepTests&{CLUSTER}'),
    ('grace after an unknown creation', 'src/Operator/Managed/CreationLedger.cs',
     'is { } since ? grace', 'is { } since && since < 0 ? grace',
     f'FullyQualifiedName~WorkspaceSweepTests&{CLUSTER}'),
    ('creations are never repeated by the client', 'src/Operator.Databricks/Clusters/IClustersApi.cs',
     '"clusters/create", RetrySafety.Never', '"clusters/create", RetrySafety.Always',
     f'FullyQualifiedName~WorkspaceSweepTests&{CLUSTER}'),
    ('no change without the lease', 'src/Operator.Databricks/Http/PermitHandler.cs',
     'permit.Check();', '',
     'FullyQualifiedName~SendPermitTests', UNITS),
    ('pause after a 429', 'src/Operator.Databricks/Http/CallBudget.cs',
     '&& time.GetTimestamp() >= pausedUntil', '',
     'FullyQualifiedName~CallBudgetTests', UNITS),
    ('no echo of the credential', 'src/Operator.Databricks/Errors/ErrorText.cs',
     'credential is { Length: >= ShortestCredential } ? text.Replace(credential, Redacted, StringComparison.Ordinal) : text', 'text',
     f'FullyQualifiedName~WorkspaceSweepTests&{CLUSTER}'),
    ('release after the object is gone', 'src/Operator/Managed/ManagedFinalizer.cs',
     ': UnderWay(step, policy);\n    }\n\n    /// <summary>What is left', ': null;\n    }\n\n    /// <summary>What is left',
     'FullyQualifiedName~FaultlessTests'),
    ('status only where it differs', 'src/Operator.Runtime/Status/StatusWriter.cs',
     'is not { } difference)\n        {\n            return;\n        }', 'is not { } difference)\n        {\n            difference = [];\n        }',
     'FullyQualifiedName~FaultlessTests'),
    ('a record is not given up for one answer', 'src/Operator/Managed/ExternalLocator.cs',
     'var found = await SearchAsync(pass, cancellationToken).ConfigureAwait(false);\n        if (found.Certainty',
     'pass.Working.ClearStatus();\n        var found = await SearchAsync(pass, cancellationToken).ConfigureAwait(false);\n        if (found.Certainty',
     'FullyQualifiedName~WorkspaceSweepTests&DisplayName~notebook'),
    ('adoption by name only where it is asked for', 'src/Operator/Managed/ExternalOwnership.cs',
     '        _ => false,\n    };', '        _ => true,\n    };',
     'FullyQualifiedName~AdoptionTests', UNITS),
    ('transition times of the first status', 'src/Operator/Reconciling/StatusReporter.cs',
     'if (working.Status.Conditions.Count == 0)', 'if (working.Status.Conditions.Count < 0)',
     f'FullyQualifiedName~WorkspaceSweepTests&{CLUSTER}'),
    ('nothing is changed where it is only observed', 'src/Operator/Managed/ExternalUpdate.cs',
     'return isManaged\n            ? await ConvergeAsync', 'return pass.Management != ManagementPolicy.Plan\n            ? await ConvergeAsync',
     'FullyQualifiedName~FaultlessTests&DisplayName~policies'),
    ('nothing is created where it is only observed', 'src/Operator/Managed/ManagedReconciler.cs',
     'return pass.Management == ManagementPolicy.Manage\n            ? await creation', 'return pass.Management != ManagementPolicy.Plan\n            ? await creation',
     'FullyQualifiedName~ManagedPolicyTests', UNITS),
    ('nothing is done while suspended', 'src/Operator/Managed/ManagedReconciler.cs',
     'if (pass.Working.Spec.Suspend == true)', 'if (pass.Working.Spec.Suspend == false)',
     'FullyQualifiedName~FaultlessTests&DisplayName~policies'),
    ('nothing is deleted while suspended', 'src/Operator/Managed/ManagedFinalizer.cs',
     'if (pass.Working.Spec.Suspend == true)', 'if (pass.Working.Spec.Suspend == false)',
     'FullyQualifiedName~ManagedFinalizerTests', UNITS),
    ('what is to be retained stays', 'src/Operator/Managed/ManagedFinalizer.cs',
     'if (policy == DeletionPolicy.Retain || pass', 'if (pass',
     'FullyQualifiedName~FaultlessTests&DisplayName~policies'),
    ('what is to be retained stays, in every situation', 'src/Operator/Managed/ManagedFinalizer.cs',
     'if (policy == DeletionPolicy.Retain || pass', 'if (pass',
     'FullyQualifiedName~StateSpaceTests', UNITS),
    ('grace after an unknown creation, in every situation', 'src/Operator/Managed/CreationLedger.cs',
     'is { } since ? grace', 'is { } since && since < 0 ? grace',
     'FullyQualifiedName~StateSpaceTests', UNITS),
    ('what was only observed stays', 'src/Operator/Managed/ManagedFinalizer.cs',
     'if (policy == DeletionPolicy.Retain || pass.Management != ManagementPolicy.Manage)', 'if (policy == DeletionPolicy.Retain)',
     'FullyQualifiedName~ManagedFinalizerTests', UNITS),
    ('whose it is, before a change', 'src/Operator/Managed/ExternalLocator.cs',
     'if (ownership.Problem(pass, observed) is { } problem)', 'if (ownership.Problem(pass, observed) is { IsStalled: false } problem)',
     'FullyQualifiedName~Managed.OwnershipTests', UNITS),
    ('whose it is, before a deletion', 'src/Operator/Managed/ManagedFinalizer.cs',
     'if (Foreign(pass, left) is { } blocked)', 'if (Foreign(pass, left) is { IsStalled: false } blocked)',
     'FullyQualifiedName~Managed.OwnershipTests', UNITS),
    ('another workspace is not taken for an empty one', 'src/Operator/Managed/ExternalLocator.cs',
     'return recorded is null || seen is null || recorded == seen', 'return recorded is null || seen is null || recorded.Length > 0',
     'FullyQualifiedName~CreationSafetyTests', UNITS),
    ('a copy is not taken for the original', 'src/Operator/Managed/ExternalOwnership.cs',
     'return !string.Equals(me.Name,', 'return string.IsNullOrEmpty(me.Name) && !string.Equals(me.Name,',
     'FullyQualifiedName~Managed.OwnershipTests', UNITS),
    ('reads that lag do not cost the record', 'src/Operator/Managed/ExternalLocator.cs',
     'is var wait && wait > TimeSpan.Zero)\n        {\n            // Reads may lag', 'is var wait && wait < TimeSpan.Zero)\n        {\n            // Reads may lag',
     'FullyQualifiedName~CreationSafetyTests', UNITS),
    ('a second object of a creation, before the resource goes', 'src/Operator/Managed/ManagedFinalizer.cs',
     '|| !ledger.MayHaveSecond(pass.Uid)', '|| pass.Uid.Length > 0',
     'FullyQualifiedName~Operator.UnitTests.Managed', UNITS),
    ('grace before a deletion that finds nothing', 'src/Operator/Managed/ManagedFinalizer.cs',
     'is var wait && wait > TimeSpan.Zero)\n        {\n            return ReconcileOutcome.InProgress(Reasons.Deleting, "Making sure that an earlier attempt created nothing"',
     'is var wait && wait < TimeSpan.Zero)\n        {\n            return ReconcileOutcome.InProgress(Reasons.Deleting, "Making sure that an earlier attempt created nothing"',
     'FullyQualifiedName~ManagedFinalizerTests', UNITS),
    ('an id is recorded while the process stops', 'src/Operator/Reconciling/StatusReporter.cs',
     'pass.Events.Count > 0 ? CancellationToken.None : cancellationToken', 'cancellationToken',
     'FullyQualifiedName~Operator.UnitTests.Managed|FullyQualifiedName~Operator.UnitTests.Reconciling', UNITS),
    ('no write to the API server without the lease', 'src/Operator.Runtime/Client/ResourceClient.cs',
     'fence.Check();\n        return Read(', 'return Read(',
     f'FullyQualifiedName~KubernetesSweepTests&{CLUSTER}'),
    ('a status never reaches the successor of its object', 'src/Operator.Runtime/Status/StatusWriter.cs',
     '["metadata"] = new JsonObject { ["uid"] = entity.Metadata.Uid },', '',
     'FullyQualifiedName~StatusWriterTests', UNITS),
    ('a finalizer does not overwrite those of others', 'src/Operator.Runtime/Finalizers/FinalizerWriter.cs',
     '["resourceVersion"] = current.Metadata.ResourceVersion,', '',
     'FullyQualifiedName~FinalizerWriterTests', UNITS),
    ('own writes are known before the watch shows them', 'src/Operator.Runtime/Status/StatusWriter.cs',
     'informer.ReportOwnWrite(await client.MergePatchAsync(ObjectKey.Of(entity), patch, "status", fieldManager, cancellationToken).ConfigureAwait(false));',
     'await client.MergePatchAsync(ObjectKey.Of(entity), patch, "status", fieldManager, cancellationToken).ConfigureAwait(false);',
     f'FullyQualifiedName~KubernetesSweepTests&{CLUSTER}'),
    ('what a list found is looked at until a list follows it', 'src/Operator.Databricks/Observation/WorkspaceObserver.cs',
     'is { IsOwned: true }', 'is not null',
     'FullyQualifiedName~WorkspaceObserverTests|FullyQualifiedName~ListWaitTests', UNITS),
    ('a read that contradicts the list is made again', 'src/Operator/Managed/ExternalObjects.cs',
     'isCertain && lists.IsNoticed', 'lists.IsNoticed',
     'FullyQualifiedName~SharedListTests', UNITS),
    ('what may have taken effect is not sent again', 'src/Operator.Databricks/Http/RetryPolicy.cs',
     'RetrySafety.WhenRefused => !error.MayHaveTakenEffect', 'RetrySafety.WhenRefused => true',
     'FullyQualifiedName~FaultSequenceTests', UNITS),
    ('no more calls than the rate', 'src/Operator.Databricks/Http/CallBudget.cs',
     'MayGo() => credit >= cost && ', 'MayGo() => ',
     'FullyQualifiedName~CallBudgetTests', UNITS),
    ('a run is started once for all its attempts', 'src/Operator/Kinds/Runs/RunMapper.cs',
     'wire["idempotency_token"] = run.Metadata.Uid;', 'wire["idempotency_token"] = Guid.NewGuid().ToString("N");',
     'FullyQualifiedName~WorkspaceSweepTests&DisplayName~run'),
    ('what a workspace makes of content is believed after two imports', 'src/Operator/Kinds/Notebooks/NotebookHashCache.cs',
     'import.Version == content.Version && import.Result == hash', 'import.Version == content.Version',
     'FullyQualifiedName~Kinds.Notebooks', UNITS),
    ('an import is remembered until it is recorded', 'src/Operator/Kinds/Notebooks/NotebookWriter.cs',
     'looks.Arrived(place.Path, content, client);', '',
     'FullyQualifiedName~UnrecordedImportTests', UNITS),
    ('an update that fails does not end the memory of an import', 'src/Operator/Kinds/Notebooks/NotebookClient.cs',
     'if (NotebookPathIndex.Holds(entity, id))', 'if (id.Length > 0)',
     'FullyQualifiedName~UnrecordedImportTests', UNITS),
    ('reads that lag do not hide what was sent before', 'src/Operator/Managed/UpdateLedger.cs',
     'return longest;', 'return TimeSpan.Zero;',
     'FullyQualifiedName~UpdateLedgerTests', UNITS),
    ('a read that goes back behind an edit that was seen is no drift', 'src/Operator/Managed/UpdateLedger.cs',
     'return isWanted && sending.IsSeen && sending.HasReplaced(part) ? left : TimeSpan.Zero;', 'return TimeSpan.Zero;',
     'FullyQualifiedName~UpdateLedgerTests', UNITS),
    ('a first status that got no answer is read back', 'src/Operator/Reconciling/InitialStatusWriter.cs',
     'await TryAsync(() => reporter.ReadBackAsync(entity, cancellationToken)).ConfigureAwait(false);', '',
     'FullyQualifiedName~FirstStatusTests', UNITS),
    ('a content that was read while a change was under way is read again', 'src/Operator/Kinds/Notebooks/NotebookObserver.cs',
     '            && notebook.Status.Conditions.IsTrue(ConditionTypes.Synced))', '           )',
     'FullyQualifiedName~NotebookListerTests', UNITS),
    ('what was read while lags are waited for does not count after it', 'src/Operator/Managed/ExternalUpdate.cs',
     'external.Invalidate(external.Kind.IdOf(observed), pass.Client);', '',
     'FullyQualifiedName~Walk_ThatFailedOnce'),
    ('an object that was shown is not given up while lists may lag behind its creation', 'src/Operator/Managed/ExternalLocator.cs',
     'ledger.UntilListsShowAll(pass.Uid) is var wait', 'ledger.UntilCertain(pass.Uid) is var wait',
     'FullyQualifiedName~ContradictionTests', UNITS),
    ('a cause stays while a list is awaited', 'src/Operator/Reconciling/ListPendingException.cs',
     'KeepsConditions || SaysWhatIsWrong(resource)', 'KeepsConditions',
     'FullyQualifiedName~PendingListTests', UNITS),
]


def run(copy, *arguments):
    return subprocess.run(['dotnet', *arguments], cwd=copy, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
                          env={**os.environ, 'FAULTS': '1'})


def remove(copy, guard):
    name, path, there, instead, tests, project = (*guard, FAULTS)[:6]
    file = copy / path
    whole = file.read_text()
    if whole.count(there) != 1:
        return f'{name}: the guard is no longer where the register says ({path})'
    file.write_text(whole.replace(there, instead))
    try:
        built = run(copy, 'build', project, '-c', 'Release', '--nologo', '-v', 'quiet', '-p:RunAnalyzers=false')
        if built.returncode:
            return f'{name}: does not compile without it\n{built.stdout}'
        tested = run(copy, 'test', project, '-c', 'Release', '--no-build', '--nologo', '--filter', tests)
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
