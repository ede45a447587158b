using System.Text.RegularExpressions;
using Operator.FaultTests.Injections;

namespace Operator.FaultTests.World;

/// <summary>The operator's way to the workspace, on which calls fail as the injection says.</summary>
internal sealed partial class WorkspaceTransport(FaultWorld world, OperatorLife life) : DelegatingHandler(world.Connect())
{
    private const string LogIn = "POST v1/token";

    /// <summary>Calls that are sent with a body and change nothing.</summary>
    private static readonly string[] Questions = ["POST clusters/events", LogIn];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        await life.EndIfDeadAsync(cancellationToken).ConfigureAwait(false);
        var name = NameOf(request);
        var isChange = request.Method != HttpMethod.Get && !Questions.Contains(name);
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        var call = world.Begin(Side.Workspace, name, isChange, life);
        world.Oracles.Sent(call, $"{request.RequestUri!.PathAndQuery} {body}", life);
        var answer = await CarryOutAsync(call, request, body, cancellationToken).ConfigureAwait(false);
        // Here it is under way no more: the world would wait for an answer that a dead process never takes.
        await life.EndIfDeadAsync(cancellationToken).ConfigureAwait(false);
        if (name == LogIn)
        {
            Hide(await answer.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false));
        }

        answer.RequestMessage = request;
        world.Oracles.Answered(call, answer);
        return answer;
    }

    private async Task<HttpResponseMessage> CarryOutAsync(Call call, HttpRequestMessage request, string body, CancellationToken cancellationToken)
    {
        using var flight = world.Fly();
        var exchange = new WorkspaceExchange(world, life, call, request, body, base.SendAsync, flight, cancellationToken);
        return world.FaultOf(call) is WorkspaceFault fault
            ? await fault.Apply(exchange).ConfigureAwait(false)
            : await exchange.PerformAsync().ConfigureAwait(false);
    }

    /// <summary>A token that was issued is a secret as well.</summary>
    private void Hide(string answer)
    {
        if (IssuedToken().Match(answer) is { Success: true } issued)
        {
            world.Spoken.Hide(issued.Groups["token"].Value);
        }
    }

    private static string NameOf(HttpRequestMessage request)
    {
        var parts = request.RequestUri!.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries).SkipWhile(part => part is "api").Skip(1);
        return $"{request.Method} {string.Join('/', parts.Select(part => Id().IsMatch(part) ? "{id}" : part))}";
    }

    [GeneratedRegex("\"access_token\":\"(?<token>[^\"]+)\"")]
    private static partial Regex IssuedToken();

    [GeneratedRegex("^[0-9a-f-]{8,}$")]
    private static partial Regex Id();
}
