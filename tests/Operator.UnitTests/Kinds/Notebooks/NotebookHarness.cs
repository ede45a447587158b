using System.Text;
using System.Text.Json.Nodes;
using Databricks.Simulator.Hosting;
using Databricks.Simulator.Journal;
using Databricks.Simulator.WorkspaceObjects;
using k8s.Models;
using Operator.Api.V1Alpha1;
using Operator.Databricks;
using Operator.Databricks.Http;
using Operator.Reconciling;
using Operator.UnitTests.Kinds.Harness;

namespace Operator.UnitTests.Kinds.Notebooks;

/// <summary>Notebooks in a workspace that has a clock of its own.</summary>
internal sealed class NotebookHarness : KindHarness<DatabricksNotebook>
{
    public const string Path = "/Shared/n";
    public const string Content = "# Databricks notebook source\nprint(1)\n\n# COMMAND ----------\n\nprint(2)\n";

    private NotebookHarness(HarnessWorkspace workspace, HarnessOptions options)
        : base(workspace, options, "n")
    {
    }

    public static ReconcileIntervals Timing { get; } = new();

    /// <summary>As the harness sets it.</summary>
    public static TimeSpan CreationGrace { get; } = TimeSpan.FromSeconds(new HarnessOptions().Program.CreateGraceSeconds);

    public ObjectControl Objects => Remote.Objects;

    public WorkspaceClient Client => Process.Client;

    /// <summary>Writes to the API server: finalizers and status.</summary>
    public int Writes => Api.Writes.Count;

    /// <summary>Reads of the resources themselves from the API server.</summary>
    public int Reads =>
        Api.Requests.Count(request => request.Method == HttpMethod.Get && request.Path.Contains("databricksnotebooks", StringComparison.Ordinal));

    public DatabricksNotebookStatus Status => Resource.Status;

    public long Mark => Remote.Journal.LastSequence;

    public static async Task<NotebookHarness> StartAsync(ObjectOptions? options = null, CallLimits? limits = null)
    {
        var surroundings = new HarnessOptions { Workspace = new WorkspaceOptions { Objects = options ?? new ObjectOptions() }, HasTwoClocks = true };
        surroundings = limits is null ? surroundings : surroundings with { Limits = limits };
        return new NotebookHarness(await HarnessWorkspace.StartAsync(surroundings), surroundings);
    }

    /// <summary>A notebook that exists and is Ready.</summary>
    public static async Task<NotebookHarness> CreatedAsync(Action<DatabricksNotebook>? change = null, ObjectOptions? options = null)
    {
        var harness = await StartAsync(options);
        harness.Apply(change);
        await harness.SettleAsync();
        harness.Forget();
        return harness;
    }

    public static DatabricksNotebook Of(Action<DatabricksNotebook>? change = null, string name = "n")
    {
        var notebook = new DatabricksNotebook
        {
            Metadata = new V1ObjectMeta
            {
                Name = name,
                NamespaceProperty = Namespace,
                Uid = $"uid-{name}",
                Generation = 1,
                CreationTimestamp = new DateTime(2026, 3, 9, 11, 0, 0, DateTimeKind.Utc),
            },
            Spec = { Path = Path, Language = "PYTHON", Content = Content },
        };
        change?.Invoke(notebook);
        return notebook;
    }

    public void Edit(Action<DatabricksNotebookSpec> change) => Edit((DatabricksNotebook notebook) => change(notebook.Spec));

    /// <summary>What was asked of the workspace and changes it, in order.</summary>
    public IReadOnlyList<string> Mutations(long after = 0) => [.. Remote.Journal.After(after).Where(call => call.Mutating).Select(call => call.Operation)];

    public IReadOnlyList<JournalEntry> Calls(string operation) => Remote.Journal.Of(operation);

    public DatabricksNotebook Known(string name = "n") => Find(name)!;

    public void PutConfigMap(string name, string key, byte[] value, bool isBinary = false) => Api.Objects.Put(PathOfConfigMap(name), new JsonObject
    {
        ["metadata"] = new JsonObject { ["name"] = name, ["uid"] = "cm-uid" },
        [isBinary ? "binaryData" : "data"] = new JsonObject { [key] = isBinary ? Convert.ToBase64String(value) : Encoding.UTF8.GetString(value) },
    });

    public void PutSecret(string name, string key, byte[] value) => Api.PutSecret(name, key, value);

    public void RemoveConfigMap(string name) => Api.Objects.Remove(PathOfConfigMap(name));

    /// <summary>The operator dies before it could write what it did: the API server has the status of before.</summary>
    public void CrashWithoutStatus()
    {
        EditUnseen(json => json.Remove("status"));
        Restart();
    }

    protected override DatabricksNotebook New(string name) => Of(name: name);

    private static string PathOfConfigMap(string name) => $"/api/v1/namespaces/{Namespace}/configmaps/{name}";
}
