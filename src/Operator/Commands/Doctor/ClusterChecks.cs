using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Operator.Options;
using Operator.Runtime.Client;

namespace Operator.Commands.Doctor;

/// <summary>Asks the API server about itself, the CRDs, the rights and the lease.</summary>
internal sealed class ClusterChecks(ApiServerConnection connection, OperatorOptions options, TimeProvider time)
{
    private const int Parallel = 8;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private TimeSpan skew;
    private JsonObject? served;

    /// <exception cref="StartupException">The API server cannot be asked at all.</exception>
    public async Task<IReadOnlyList<DoctorFinding>> ServerAsync(CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(Limit, time);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            using var answer = await connection.OpenAsync(HttpMethod.Get, "version", null, deadline.Token).ConfigureAwait(false);
            var body = JsonNode.Parse(await answer.Content.ReadAsByteArrayAsync(deadline.Token).ConfigureAwait(false))!.AsObject();
            var now = time.GetUtcNow();
            skew = now - (answer.Headers.Date ?? now);
            return [ClusterVerdict.Version(body), ClusterVerdict.Clock("clock", "the API server", now, answer.Headers.Date)];
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new StartupException($"The API server at {connection.BaseUri} does not answer within {Limit.TotalSeconds:0} s");
        }
        catch (Exception exception) when (exception is HttpRequestException or ApiServerException or JsonException)
        {
            throw new StartupException($"The API server at {connection.BaseUri} cannot be used: {exception.Message}");
        }
    }

    public async Task<DoctorFinding> DefinitionAsync(JsonObject expected, CancellationToken cancellationToken)
    {
        var path = $"apis/apiextensions.k8s.io/v1/customresourcedefinitions/{expected["metadata"]!["name"]}";
        return await OrUncheckedAsync($"crd/{expected["spec"]!["names"]!["kind"]}", async () =>
            DefinitionVerdict.Of(expected, await InstalledAsync(expected, path, cancellationToken).ConfigureAwait(false))).ConfigureAwait(false);
    }

    /// <summary>The CRD, or what the description of the API shows of it to an account that may not read it; null where there is none.</summary>
    private async Task<JsonObject?> InstalledAsync(JsonObject expected, string path, CancellationToken cancellationToken)
    {
        try
        {
            return await FindAsync(path, cancellationToken).ConfigureAwait(false);
        }
        catch (ApiServerException exception) when (exception.Status == HttpStatusCode.Forbidden)
        {
            if (await DescriptionAsync(expected, cancellationToken).ConfigureAwait(false) is not { } description)
            {
                throw;
            }

            return ServedDefinition.Of(expected, description);
        }
    }

    /// <summary>What the API server says of its API, read once: that of all groups is some megabytes.</summary>
    private async Task<JsonObject?> DescriptionAsync(JsonObject expected, CancellationToken cancellationToken)
    {
        foreach (var path in ServedDefinition.PathsOf(expected))
        {
            served ??= await FindAsync(path, cancellationToken).ConfigureAwait(false);
        }

        return served;
    }

    public Task<DoctorFinding> RightsAsync(CancellationToken cancellationToken) => OrUncheckedAsync("rights", async () =>
    {
        var rights = DoctorRight.Of(OperatorRbac.Rules(), options);
        var denied = new bool[rights.Count];
        await System.Threading.Tasks.Parallel.ForAsync(
            0, rights.Count, new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = cancellationToken },
            async (index, token) => denied[index] = !await IsAllowedAsync(rights[index], token).ConfigureAwait(false)).ConfigureAwait(false);
        return ClusterVerdict.Rights([.. rights.Where((_, index) => denied[index])], rights.Count);
    });

    public Task<DoctorFinding> LeaseAsync(CancellationToken cancellationToken) => OrUncheckedAsync("lease", async () =>
    {
        var election = options.LeaderElection;
        var @namespace = election.LeaseNamespace.Length > 0 ? election.LeaseNamespace : connection.CurrentNamespace;
        var path = $"apis/coordination.k8s.io/v1/namespaces/{Uri.EscapeDataString(@namespace)}/leases/{Uri.EscapeDataString(election.LeaseName)}";
        var lease = await FindAsync(path, cancellationToken).ConfigureAwait(false);
        return ClusterVerdict.Lease($"{@namespace}/{election.LeaseName}", lease, time.GetUtcNow() - skew);
    });

    private async Task<bool> IsAllowedAsync(DoctorRight right, CancellationToken cancellationToken)
    {
        var review = new JsonObject
        {
            ["apiVersion"] = "authorization.k8s.io/v1",
            ["kind"] = "SelfSubjectAccessReview",
            ["spec"] = new JsonObject { ["resourceAttributes"] = right.Attributes() },
        };
        using var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(review));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var answer = await connection.SendAsync(
            HttpMethod.Post, "apis/authorization.k8s.io/v1/selfsubjectaccessreviews", content, cancellationToken).ConfigureAwait(false);
        return JsonNode.Parse(answer)?["status"]?["allowed"]?.GetValue<bool>() == true;
    }

    private async Task<JsonObject?> FindAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return JsonNode.Parse(await connection.SendAsync(HttpMethod.Get, path, null, cancellationToken).ConfigureAwait(false)) as JsonObject;
        }
        catch (ApiServerException exception) when (exception.IsNotFound)
        {
            return null;
        }
    }

    private static async Task<DoctorFinding> OrUncheckedAsync(string check, Func<Task<DoctorFinding>> run)
    {
        try
        {
            return await run().ConfigureAwait(false);
        }
        catch (ApiServerException exception) when (exception.Status == HttpStatusCode.Forbidden)
        {
            return DoctorFinding.Unchecked(check, $"this account may not see it: {exception.Message}", "Run doctor with an account that may");
        }
        catch (Exception exception) when (exception is HttpRequestException or TimeoutException or ApiServerException)
        {
            return DoctorFinding.Unchecked(check, exception.Message);
        }
    }
}
