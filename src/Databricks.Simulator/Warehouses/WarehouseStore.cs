using System.Text.Json.Nodes;
using Databricks.Simulator.Http;
using Databricks.Simulator.Permissions;
using Databricks.Simulator.Stores;

namespace Databricks.Simulator.Warehouses;

/// <summary>The SQL warehouses of a workspace.</summary>
internal sealed class WarehouseStore(WarehouseOptions options, TimeProvider time, Random random) : Store<string, Warehouse>("SQL warehouse", time)
{
    private const int IdLength = 16;
    private readonly WarehouseDefaults defaults = new(options);

    public WarehouseOptions Options => options;

    public WarehouseLifecycle Lifecycle { get; } = new(options);

    public Grants Grants { get; } = new();

    public Warehouse Get(string id) => Find(id) ?? throw Missing(id);

    public static ApiException Missing(string id) => ApiException.NotFound($"SQL warehouse {id} does not exist.");

    public Warehouse Create(JsonObject request, string user)
    {
        var id = UniqueId(() => random.GetHexString(IdLength, lowercase: true));
        var warehouse = new Warehouse(id, NextSequence(), user, Now)
        {
            Settings = Effective(request, id),
            Hidden = new HiddenReads(options.HiddenReadsAfterCreate),
        };
        Add(warehouse);
        Lifecycle.Launch(warehouse, Now);
        return warehouse;
    }

    public void Edit(Warehouse warehouse, JsonObject request)
    {
        if (warehouse.State is WarehousePhase.Deleting or WarehousePhase.Deleted)
        {
            throw Missing(warehouse.Id);
        }

        // A setting that is an object, such as the channel, is replaced whole (behavior §1.5).
        var given = request.Compact();
        var before = options.EditKeepsWhatIsAbsent ? warehouse.Settings.Copy() : [];
        Change(warehouse, settings => given.ToList().ForEach(field => settings[field.Key] = field.Value?.DeepClone()), before);
        Lifecycle.Edited(warehouse, Now);
    }

    /// <summary>Changes the settings in any state and without a restart.</summary>
    public void Change(Warehouse warehouse, Action<JsonObject> change) => Change(warehouse, change, warehouse.Settings.Copy());

    protected override bool IsPresent(Warehouse stored, DateTimeOffset now)
    {
        Lifecycle.Advance(stored, now);
        return stored.State != WarehousePhase.Deleted || options.ShowsDeleted;
    }

    private void Change(Warehouse warehouse, Action<JsonObject> change, JsonObject settings)
    {
        change(settings);
        warehouse.Settings = Effective(settings, warehouse.Id);
    }

    private JsonObject Effective(JsonObject request, string id)
    {
        var settings = defaults.Fill(request, id);
        WarehouseValidator.Check(settings);
        // A warehouse that is being deleted still has its name (behavior §2.6).
        return All().Any(other => other.Id != id && other.State != WarehousePhase.Deleted && other.Name == settings.Text("name"))
            ? throw ApiException.InvalidParameter($"SQL warehouse with name `{settings.Text("name")}` already exists")
            : settings;
    }
}
