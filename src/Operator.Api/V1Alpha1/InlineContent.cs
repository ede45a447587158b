namespace Operator.Api.V1Alpha1;

/// <summary>All that is kept of content that was written into the spec itself.</summary>
/// <param name="Field">Where it was written: content or contentBase64.</param>
/// <param name="Hash">Of what it says; null where that cannot be compared.</param>
/// <param name="Version">Another one means other content.</param>
/// <param name="Problem">Why it cannot be imported; null when it can.</param>
internal sealed record InlineContent(string Field, string? Hash, string Version, string? Problem);
