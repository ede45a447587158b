using System.Text.Json;
using Operator.Api.V1Alpha1;
using Operator.Commands.Manifests;
using Operator.Kinds;
using Operator.Settings;

namespace Operator.UnitTests.Documents;

/// <summary>What a reader copies from a page is taken by the API server; that it is, on a real one, shows DocumentCommandTests.</summary>
public sealed class DocumentManifestTests
{
    public static TheoryData<string> WithManifests => [.. MarkdownPage.All.Where(page => page.Blocks.Any(IsOfOurs)).Select(page => page.Path)];

    [Theory]
    [MemberData(nameof(WithManifests))]
    public void Manifests_OfAPage_HaveTheFieldsTypesAndCombinationsOfTheirKinds(string path) => Assert.All(
        MarkdownPage.Of(path).Blocks.Where(IsOfOurs),
        block => Assert.Empty(Problems(ManifestText.Read(path, block.Content))));

    private static bool IsOfOurs(MarkdownBlock block) => block.IsYaml && block.Content.Contains(ApiGroup.ApiVersion, StringComparison.Ordinal);

    private static IEnumerable<string> Problems(ManifestSet set) => set.Problems.Select(problem => problem.Message)
        .Concat(set.Manifests.Where(manifest => manifest.ApiVersion == ApiGroup.ApiVersion).SelectMany(Problems));

    private static IEnumerable<string> Problems(Manifest manifest)
    {
        var type = KindRegistry.All.Single(kind => kind.Resource.Name == manifest.Kind).Resource.GetProperty("Spec")!.PropertyType;
        var spec = manifest.Content["spec"];
        return ManifestSchema.All[manifest.Kind].UnknownFields(spec).Select(field => $"{field} does not exist")
            .Concat(SpecValidator.Problems(spec.Deserialize(type, ApiJsonContext.Default.Options)!));
    }
}
