using System.Net;
using Microsoft.Extensions.Logging;
using Operator.Runtime.Client;

namespace Operator.Runtime.Informers;

/// <summary>Whether the API server lets this process see one scope. Every change is logged once, however often it is asked in between.</summary>
internal sealed class ScopeAccess(ResourceDefinition definition, string? @namespace, ReflectorOptions options, TimeProvider time, ILogger logger)
{
    private long refusedSince;
    private RefusedScope? refusal;

    public static bool IsRefusal(ApiServerException exception) => exception.Status is HttpStatusCode.Forbidden or HttpStatusCode.NotFound;

    public RefusedScope Refuse(ApiServerException exception)
    {
        if (refusal?.Status != exception.Status)
        {
            refusedSince = time.GetTimestamp();
            refusal = Describe(exception);
            logger.LogWarning("Cannot see {Refusal}. It is tried again; everything else goes on", refusal);
        }
        else if (exception.IsNotFound && !refusal.IsGone && time.GetElapsedTime(refusedSince) >= options.AbsentAfter)
        {
            refusal = refusal with { IsGone = true };
        }

        return refusal;
    }

    /// <summary>True when it was refused before.</summary>
    public bool Allow()
    {
        if (refusal is null)
        {
            return false;
        }

        refusal = null;
        logger.LogInformation("Sees {Kind} in {Namespace} again", definition.Plural, @namespace ?? "all namespaces");
        return true;
    }

    public RefusedScope Describe(ApiServerException exception) => new(definition, @namespace, exception.Status, exception.Message);
}
