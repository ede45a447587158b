using System.Text;
using System.Text.Json.Nodes;
using Operator.Commands;

namespace Operator.UnitTests.Schema;

public sealed class GeneratedFilesTests
{
    private const int ApplyAnnotationLimit = 256 * 1024;

    public static TheoryData<string> Paths => [.. GeneratedFiles.All().Keys];

    public static TheoryData<string> Kinds => [.. GeneratedFiles.Definitions().Select(Name)];

    [Theory]
    [MemberData(nameof(Paths))]
    public void All_FileInTheRepository_IsUpToDate(string path) =>
        Assert.True(
            GeneratedFiles.All()[path] == File.ReadAllText(Path.Combine(Repository.Root, path)),
            $"{path} is out of date: run `make generate`");

    [Fact]
    public void All_FoldersOfDefinitions_HoldNothingElse()
    {
        string[] folders = ["config/crd/bases", "charts/databricks-operator/files/crds"];

        IEnumerable<string> present = folders
            .SelectMany(folder => Directory.GetFiles(Path.Combine(Repository.Root, folder)).Select(file => $"{folder}/{Path.GetFileName(file)}"));
        Assert.Equal(GeneratedFiles.All().Keys.Where(path => folders.Contains(Path.GetDirectoryName(path))).Order(), present.Order());
    }

    [Fact]
    public void All_CalledTwice_GivesTheSameBytes() => Assert.Equal(GeneratedFiles.All(), GeneratedFiles.All());

    [Fact]
    public async Task GenerateCommand_EmptyFolder_WritesEveryFile()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("generate-");
        try
        {
            CancellationToken cancellation = TestContext.Current.CancellationToken;
            int exit = await GenerateCommand.Create().Parse(["--output", folder.FullName]).InvokeAsync(cancellationToken: cancellation);

            Assert.Equal(0, exit);
            Assert.All(GeneratedFiles.All(), file => Assert.Equal(file.Value, File.ReadAllText(Path.Combine(folder.FullName, file.Key))));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task CrdsCommand_NoArguments_PrintsEveryDefinition()
    {
        using StringWriter output = new();
        await CrdsCommand.Create().Parse([]).InvokeAsync(new() { Output = output }, TestContext.Current.CancellationToken);

        Assert.All(GeneratedFiles.Definitions(), definition => Assert.Contains($"name: {Name(definition)}\n", output.ToString(), StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Definitions_AsJson_FitsTheAnnotationOfClientSideApply(string name) =>
        Assert.InRange(Encoding.UTF8.GetByteCount(Definition(name).ToJsonString()), 1, ApplyAnnotationLimit - 1);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Definitions_EveryNode_IsTypedBoundedDescribedAndNeverEmpty(string name)
    {
        List<string> faults = [];
        Inspect(Definition(name)["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"]!.AsObject(), "", faults);

        Assert.Empty(faults);
    }

    [Theory]
    [InlineData("databricksworkspaces", "Ready Reason Host Identity Age")]
    [InlineData("databricksnotebooks", "Ready Synced Reason Path Age")]
    [InlineData("databricksclusters", "Ready Synced Reason State Cluster-ID Age")]
    [InlineData("databrickssqlwarehouses", "Ready Synced Reason State Warehouse-ID Age")]
    [InlineData("databricksjobs", "Ready Synced Reason Job-ID Last-Run Result Age")]
    [InlineData("databricksjobruns", "State Result Reason Run-ID Duration Age")]
    public void Definitions_ColumnsOfAKind_ShowHowItIsAndWhyAndTheMessageWhenWide(string plural, string columns)
    {
        JsonNode version = Definition($"{plural}.databricks-operator.io")["spec"]!["versions"]![0]!;
        JsonObject[] all = [.. version["additionalPrinterColumns"]!.AsArray().Select(column => column!.AsObject())];

        Assert.Equal(columns.Split(' '), all.Where(column => !column.ContainsKey("priority")).Select(column => (string)column["name"]!));
        Assert.Equal("Message", (string)all[^1]["name"]!);
    }

    [Theory]
    [InlineData("token", "pat")]
    [InlineData("oauthM2M", "oauth-m2m")]
    [InlineData("azureClientSecret", "azure-client-secret")]
    [InlineData("azureManagedIdentity", "azure-msi")]
    public void Definitions_WayToSignIn_IsFoundByTheNameThatTheSdksGiveIt(string field, string authType) => Assert.Contains(
        $"auth type {authType} ",
        (string)Definition("databricksworkspaces.databricks-operator.io")["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"]!["properties"]!["spec"]!
            ["properties"]!["auth"]!["properties"]![field]!["description"]!,
        StringComparison.Ordinal);

    private static JsonObject Definition(string name) => GeneratedFiles.Definitions().Single(definition => Name(definition) == name);

    private static string Name(JsonObject definition) => definition["metadata"]!["name"]!.GetValue<string>();

    // apiVersion, kind and metadata at the root are the API server's own.
    private static void Inspect(JsonObject node, string path, List<string> faults)
    {
        bool Lacks(string key) => !node.ContainsKey(key);
        string type = node["type"]?.GetValue<string>() ?? "none";
        bool own = path.StartsWith("/spec", StringComparison.Ordinal) || path.StartsWith("/status", StringComparison.Ordinal);
        bool isOfSpec = path.StartsWith("/spec", StringComparison.Ordinal);
        faults.AddRange(new (bool Fault, string Text)[]
        {
            (type is not ("object" or "array" or "string" or "integer" or "number" or "boolean"), "type"),
            (own && type == "string" && Lacks("maxLength") && Lacks("enum") && Lacks("format"), "maxLength"),
            (isOfSpec && type == "integer" && (Lacks("minimum") || Lacks("maximum")), "minimum or maximum"),
            (isOfSpec && type == "number", "a floating-point number, which has several writings: make it a string with a pattern"),
            (type == "array" && (Lacks("maxItems") || Lacks("x-kubernetes-list-type")), "maxItems or list type"),
            (own && type == "object" && Lacks("properties") && Lacks("maxProperties"), "maxProperties"),
            (path.EndsWith("Ref", StringComparison.Ordinal) && (string?)node["x-kubernetes-map-type"] != "atomic", "a reference that two appliers could mix"),
            (node["x-kubernetes-list-type"]?.GetValue<string>() == "map" && Lacks("x-kubernetes-list-map-keys"), "map keys"),
            (node.ContainsKey("nullable") || node.ContainsKey("$ref") || node.ContainsKey("oneOf"), "not structural"),
            (own && Lacks("description") && path[^1] is not ']', "description"),
            (node.Any(entry => entry.Key != "default" && entry.Value is null or JsonArray { Count: 0 } or JsonObject { Count: 0 }), "an empty value"),
        }.Where(check => check.Fault).Select(check => $"{path}: {check.Text}"));
        foreach ((string name, JsonNode? child) in node["properties"] as JsonObject ?? [])
        {
            Inspect(child!.AsObject(), $"{path}/{name}", faults);
        }

        if ((node["items"] ?? node["additionalProperties"]) is JsonObject element)
        {
            Inspect(element, $"{path}[]", faults);
        }
    }
}
