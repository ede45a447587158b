using System.Text;
using System.Text.Json.Nodes;
using Operator.UnitTests.Runtime.Support;

namespace Operator.FaultTests.World;

/// <summary>What people do to the objects in Kubernetes.</summary>
internal sealed class Users(FaultWorld world)
{
    private const string Custom = $"/apis/databricks-operator.io/v1alpha1/namespaces/{FaultWorld.Namespace}";

    private int applied;

    public static string PathOf(string plural, string name) =>
        $"{(plural is "secrets" or "configmaps" ? $"/api/v1/namespaces/{FaultWorld.Namespace}" : Custom)}/{plural}/{name}";

    /// <summary>The object as the API server has it; null when it is gone.</summary>
    public JsonObject? Find(string plural, string name) => world.Kubernetes.Objects.Find(PathOf(plural, name));

    /// <summary>An object as a user creates it.</summary>
    public void Apply(string kind, string plural, string name, JsonNode spec) => world.Kubernetes.Put(PathOf(plural, name), new JsonObject
    {
        ["apiVersion"] = "databricks-operator.io/v1alpha1",
        ["kind"] = kind,
        ["metadata"] = new JsonObject
        {
            ["name"] = name,
            ["namespace"] = FaultWorld.Namespace,
            ["uid"] = $"uid-{plural}-{name}-{++applied}",
            ["generation"] = 1L,
            ["labels"] = new JsonObject { ["team"] = "data" },
            ["creationTimestamp"] = $"{world.Time.GetUtcNow():yyyy-MM-dd'T'HH:mm:ss'Z'}",
        },
        ["spec"] = spec.DeepClone(),
    });

    public void PutSecret(string name, string token) => PutData("secrets", name, "token", Convert.ToBase64String(Encoding.UTF8.GetBytes(token)));

    public void PutConfigMap(string name, string key, string value) => PutData("configmaps", name, key, value);

    /// <summary>A user's merge patch; a change of the spec is a new generation.</summary>
    public void Patch(string plural, string name, string patch)
    {
        world.Kubernetes.Change(PathOf(plural, name), before =>
        {
            var after = (JsonObject)JsonMergePatch.Apply(before, JsonNode.Parse(patch))!;
            if (!JsonNode.DeepEquals(before["spec"], after["spec"]))
            {
                after["metadata"]!["generation"] = (long)after["metadata"]!["generation"]! + 1;
            }

            return after;
        });
        world.Oracles.Happened();
    }

    /// <summary>What a user asks for; the object stays while it has finalizers.</summary>
    public void Delete(string plural, string name)
    {
        if (Find(plural, name) is not { } stored)
        {
            return;
        }

        if (stored["metadata"]!["finalizers"] is not JsonArray { Count: > 0 })
        {
            world.Kubernetes.Remove(PathOf(plural, name));
            return;
        }

        world.Kubernetes.Change(PathOf(plural, name), current =>
        {
            current["metadata"]!["deletionTimestamp"] ??= $"{world.Time.GetUtcNow():yyyy-MM-dd'T'HH:mm:ss'Z'}";
            return current;
        });
    }

    private void PutData(string plural, string name, string key, string value) => world.Kubernetes.Put(PathOf(plural, name), new JsonObject
    {
        ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = FaultWorld.Namespace, ["uid"] = $"uid-of-{name}" },
        ["data"] = new JsonObject { [key] = value },
    });
}
