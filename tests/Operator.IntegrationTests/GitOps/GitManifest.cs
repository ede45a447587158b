using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.RepresentationModel;
using YamlDotNet.Serialization;

namespace Operator.IntegrationTests.GitOps;

/// <summary>One object as it stands in Git, and what the applier reads from it.</summary>
internal sealed class GitManifest(JsonObject body)
{
    private const string Prefix = "argocd.argoproj.io";

    public const string TrackingId = $"{Prefix}/tracking-id";

    private static readonly string[] Phases = ["PreSync", "Sync", "PostSync"];

    public JsonObject Body => body;

    public string Kind => (string)body["kind"]!;

    public string Name => (string)body["metadata"]!["name"]!;

    public int Wave => int.Parse(Annotation("sync-wave") ?? "0", CultureInfo.InvariantCulture);

    public bool IsHook => Annotation("hook") is not null;

    public int Phase => Array.IndexOf(Phases, Annotation("hook") ?? "Sync");

    /// <summary>All documents of a text.</summary>
    public static IEnumerable<GitManifest> Parse(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        var serializer = new SerializerBuilder().Build();
        var reader = new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build();
        var json = new SerializerBuilder().JsonCompatible().Build();
        foreach (var document in stream.Documents)
        {
            using var text = new StringWriter();
            serializer.Serialize(text, document.RootNode);
            yield return new GitManifest(JsonNode.Parse(json.Serialize(reader.Deserialize(text.ToString())!))!.AsObject());
        }
    }

    /// <summary>The same with the annotation by which Argo CD knows what belongs to an application; hooks carry it too.</summary>
    public JsonObject Tracked(string application, string @namespace)
    {
        var tracked = body.DeepClone().AsObject();
        var metadata = tracked["metadata"]!.AsObject();
        metadata["namespace"] ??= @namespace;
        metadata["annotations"] ??= new JsonObject();
        var group = ((string)body["apiVersion"]!).Split('/') is [var name, _] ? name : "";
        metadata["annotations"]![TrackingId] = $"{application}:{group}/{Kind}:{metadata["namespace"]}/{Name}";
        return tracked;
    }

    private string? Annotation(string name) => (string?)body["metadata"]!["annotations"]?[$"{Prefix}/{name}"];
}
