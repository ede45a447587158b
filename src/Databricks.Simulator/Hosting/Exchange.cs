using System.Globalization;
using Databricks.Simulator.Faults;
using Databricks.Simulator.Http;
using Databricks.Simulator.Identities;
using Databricks.Simulator.Journal;

namespace Databricks.Simulator.Hosting;

/// <summary>Takes a request through journal, authentication, limits, faults and effect to its answer.</summary>
internal sealed class Exchange(Workspace workspace, TimeProvider time, CancellationToken stopping)
{
    private static readonly ApiOperation Unknown = new("unknown", "", [], false, _ => throw new NotSupportedException());

    private readonly FaultInjector injector = new(time);
    private readonly RouteTable routes = new(workspace.Operations);

    public async Task HandleAsync(HttpContext context)
    {
        var operation = routes.Find(context.Request) ?? Unknown;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        var body = await ReadBodyAsync(context.Request, ended.Token);
        var (user, refusal) = operation.IsOpen ? default : workspace.Tokens.Authenticate(context.Request.Headers.Authorization);
        var entry = Record(context.Request, operation, body, user);
        try
        {
            var limited = operation.IsOpen ? null : workspace.Limiter.Refuse(operation.Name);
            var response = refusal ?? limited ?? await PerformAsync(context, operation, body, entry, ended.Token);
            await RespondAsync(context, response, entry, ended.Token);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            entry.MarkDropped();
            context.Abort();
        }
    }

    private async Task<ApiResponse> PerformAsync(
        HttpContext context, ApiOperation operation, string body, JournalEntry entry, CancellationToken cancellationToken)
    {
        var hits = workspace.Faults.Take(operation.Name);
        await Gates.PassAsync(workspace.Gates.BeforeEffect, entry, cancellationToken);
        if (await injector.ApplyAsync(hits, FaultTiming.Before, cancellationToken) is { } instead)
        {
            return instead;
        }

        var response = Execute(context, operation, body, entry);
        await Gates.PassAsync(workspace.Gates.AfterEffect, entry, cancellationToken);
        return await injector.ApplyAsync(hits, FaultTiming.After, cancellationToken) ?? response;
    }

    private ApiResponse Execute(HttpContext context, ApiOperation operation, string text, JournalEntry entry)
    {
        if (operation == Unknown)
        {
            return ApiResponse.Error(404, "ENDPOINT_NOT_FOUND", $"No API found for '{entry.Method} {entry.Path}'");
        }

        try
        {
            var version = entry.Path.Split('/')[2];
            var body = operation.Method == HttpMethods.Get ? [] : operation.IsOpen ? TokenForm.Parse(text) : ApiRequest.ParseBody(text);
            var request = new ApiRequest(version, context.Request.Query, context.Request.RouteValues, body, entry.UserName ?? "")
            {
                Headers = context.Request.Headers,
            };
            var response = workspace.Execute(operation, request);
            if (response.Status < 400)
            {
                entry.MarkExecuted();
            }

            return response;
        }
        catch (ApiException refused)
        {
            return ApiResponse.Json(refused.ToBody(), refused.Status);
        }
        catch (Exception bug)
        {
            // Everything, or a mistake in the simulator would pass for an outage of Databricks in somebody's test.
            return ApiResponse.Error(500, "SIMULATOR_BUG", bug.ToString());
        }
    }

    private async Task RespondAsync(HttpContext context, ApiResponse response, JournalEntry entry, CancellationToken cancellationToken)
    {
        if (response.IsReset)
        {
            entry.MarkDropped();
            context.Abort();
            return;
        }

        // Before the answer leaves: whoever has the answer finds it in the journal.
        entry.Answered(response.Status);
        context.Response.StatusCode = response.Status;
        context.Response.Headers["X-Databricks-Org-Id"] = workspace.OrganizationId.ToString(CultureInfo.InvariantCulture);
        context.Response.ContentLength = response.Body.Length;
        if (response.RetryAfter is { } retryAfter)
        {
            context.Response.Headers.RetryAfter = retryAfter;
        }

        if (response.ContentType.Length > 0)
        {
            context.Response.ContentType = response.ContentType;
        }

        await context.Response.Body.WriteAsync(response.Body, cancellationToken);
    }

    private JournalEntry Record(HttpRequest request, ApiOperation operation, string body, string? user) => workspace.Journal.Append(sequence => new JournalEntry
    {
        Sequence = sequence,
        At = time.GetUtcNow(),
        Method = request.Method,
        Path = request.Path,
        Query = HoldsSecrets(request, operation) ? TokenForm.Redact(request.QueryString.ToString()) : request.QueryString.ToString(),
        Operation = operation.Name,
        Mutating = operation.Mutating,
        UserName = user,
        UserAgent = request.Headers.UserAgent.ToString(),
        Body = HoldsSecrets(request, operation) ? TokenForm.Redact(body) : body,
    });

    /// <summary>Also on a mistyped path: only token requests are forms.</summary>
    private static bool HoldsSecrets(HttpRequest request, ApiOperation operation) => operation.IsOpen || request.HasFormContentType;

    private static async Task<string> ReadBodyAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(request.Body);
        return await reader.ReadToEndAsync(cancellationToken);
    }
}
