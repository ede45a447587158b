using Operator.Api.V1Alpha1;
using Operator.Runtime.Rules;

namespace Operator.Settings;

/// <summary>The rules that stand as attributes on the types of the API, for API servers that do not evaluate the CEL made of them.</summary>
internal static class SpecValidator
{
    private static readonly ObjectValidator Validator = new(ApiJsonContext.Default.Options);

    /// <summary>What is wrong with a spec, in sentences that begin with the field.</summary>
    public static IReadOnlyList<string> Problems(object spec) => Validator.Problems(spec, "spec");
}
