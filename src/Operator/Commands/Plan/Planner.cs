using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using k8s.Models;
using Operator.Api.V1Alpha1;
using Operator.Kinds;
using Operator.Options;
using Operator.Runtime.Client;

namespace Operator.Commands.Plan;

/// <summary>Finds out what the operator would do about manifests: its own passes over them, in the order in which they depend on each other.</summary>
internal sealed class Planner
{
    /// <summary>Fewer than a workspace gets of the operator's workers.</summary>
    private const int Parallel = 8;

    private readonly PlanRequest request;
    private readonly PlanProcess process;
    private readonly ConcurrentDictionary<PlanSubject, PlannedObject> planned = new();
    private long unknownIds = ShownValues.FirstUnknownNumber;

    private Planner(PlanRequest request, PlanProcess process) => (this.request, this.process) = (request, process);

    /// <exception cref="StartupException">Something around the plan is not as it must be.</exception>
    public static async Task<PlanReport> RunAsync(PlanRequest request, CancellationToken cancellationToken)
    {
        var logins = WorkspaceLogins.Read(request.Configuration);
        await using var process = PlanProcess.Start(request, PlanEnvironment.WithLogin(request.Configuration, logins.Default));
        return await new Planner(request, process).RunAsync(logins, cancellationToken).ConfigureAwait(false);
    }

    private async Task<PlanReport> RunAsync(WorkspaceLogins logins, CancellationToken cancellationToken)
    {
        var content = new PlanContent(process.Objects, request.Namespace ?? process.Connection.CurrentNamespace);
        if (request.Cluster is not null)
        {
            await ReadClusterAsync(content, cancellationToken).ConfigureAwait(false);
        }

        foreach (var manifest in request.Manifests.Manifests)
        {
            content.Add(manifest);
        }

        var used = new PlanWorkspaces(process.Objects, logins, request).Prepare(content.Subjects);
        foreach (var (type, path) in content.Known.Concat(
            used.Where(workspace => workspace.IsNew).Select(workspace => (typeof(DatabricksWorkspace), PathOf(workspace.Key)))))
        {
            process.See(type, process.Objects.Find(path)!);
        }

        await System.Threading.Tasks.Parallel.ForEachAsync(
            used, Limit(cancellationToken), async (workspace, token) => await process.ReconcileWorkspaceAsync(workspace.Key, token).ConfigureAwait(false))
            .ConfigureAwait(false);
        foreach (var kind in KindRegistry.All)
        {
            await PlanAsync(kind.Resource, [.. content.Subjects.Where(subject => subject.Type == kind.Resource)], cancellationToken).ConfigureAwait(false);
        }

        return new PlanReport(
            [.. content.Subjects.Where(planned.ContainsKey).Select(subject => planned[subject])], [.. request.Manifests.Problems, .. content.Problems]);
    }

    private async Task ReadClusterAsync(PlanContent content, CancellationToken cancellationToken)
    {
        var live = new LiveObjects(process.Connection);
        var namespaces = request.Manifests.Manifests.Select(manifest => manifest.Namespace ?? request.Namespace ?? process.Connection.CurrentNamespace)
            .Distinct(StringComparer.Ordinal).ToList();
        foreach (var type in KindRegistry.All.Select(kind => kind.Resource).Append(typeof(V1Namespace)))
        {
            foreach (var found in await live.ListAsync(ResourceDefinition.Of(type), namespaces, cancellationToken).ConfigureAwait(false))
            {
                content.AddLive(type, found);
            }
        }

        if (request.Options.InstallationId.Length == 0
            && await live.GetAsync(ResourceDefinition.Of<V1Namespace>().Path(null, "kube-system"), cancellationToken).ConfigureAwait(false) is null)
        {
            throw new StartupException("The namespace kube-system cannot be read, whose uid is the installation's id: give it with --installation-id");
        }
    }

    private async Task PlanAsync(Type type, IReadOnlyList<PlanSubject> subjects, CancellationToken cancellationToken)
    {
        if (type == typeof(DatabricksWorkspace))
        {
            foreach (var subject in subjects)
            {
                planned[subject] = process.ProblemOf(subject) ?? subject.Empty;
            }

            return;
        }

        var kind = process.KindOf(type);
        var hasCluster = request.Cluster is not null;
        await ForEachAsync(subjects, subject => kind.PrepareAsync(subject, hasCluster, cancellationToken), cancellationToken).ConfigureAwait(false);
        // What waits for one that comes later in the files is tried again, as long as that helps.
        for (var left = subjects; left.Count > 0;)
        {
            await ForEachAsync(left, subject => PlanAsync(kind, subject, cancellationToken), cancellationToken).ConfigureAwait(false);
            var waiting = left.Where(subject => planned[subject].Action == PlannedAction.Wait && planned[subject].RemoteId is null).ToList();
            left = waiting.Count < left.Count ? waiting : [];
        }
    }

    private async Task PlanAsync(IPlannedKind kind, PlanSubject subject, CancellationToken cancellationToken)
    {
        try
        {
            Settle(subject, await kind.PlanAsync(subject, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Whatever it is: it must not take the answer about all others away. In the operator such a pass fails as well.
            planned[subject] = subject.Empty with { Action = PlannedAction.Failed, Messages = [$"unexpected {exception.GetType().Name}: {exception.Message}"] };
        }
    }

    /// <summary>What depends on the object finds it as it will be.</summary>
    private void Settle(PlanSubject subject, PlannedObject end)
    {
        planned[subject] = end;
        if (end.Action is not (PlannedAction.Create or PlannedAction.Update or PlannedAction.Replace))
        {
            return;
        }

        var content = process.Objects.Find(subject.Path)!;
        var status = content["status"] as JsonObject ?? [];
        var ready = PlannedIds.Conditions((long?)content["metadata"]!["generation"] ?? 1);
        status["conditions"] = ready;
        PlannedIds.Record(subject.Definition.Kind, content, status, () => Interlocked.Increment(ref unknownIds));
        content["status"] = status.Parent is null ? status : status.DeepClone();
        process.See(subject.Type, process.Objects.Put(subject.Path, content));
    }

    private static Task ForEachAsync(IReadOnlyList<PlanSubject> subjects, Func<PlanSubject, Task> step, CancellationToken cancellationToken) =>
        System.Threading.Tasks.Parallel.ForEachAsync(
            subjects, Limit(cancellationToken), async (subject, _) => await step(subject).ConfigureAwait(false));

    private static ParallelOptions Limit(CancellationToken cancellationToken) =>
        new() { MaxDegreeOfParallelism = Parallel, CancellationToken = cancellationToken };

    private static string PathOf(ObjectKey workspace) => ResourceDefinition.Of<DatabricksWorkspace>().Path(workspace.Namespace, workspace.Name);
}
