using Operator.UnitTests.Runtime.Support;

namespace Operator.FaultTests.World;

/// <summary>The operator's way to the API server.</summary>
internal sealed class KubernetesTransport(FaultWorld world, OperatorLife life) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        var seen = new StubRequest(request.Method, request.RequestUri!.AbsolutePath, request.RequestUri.Query, body);
        var answer = await world.Kubernetes.AnswerAsync(life, seen, cancellationToken).ConfigureAwait(false);
        answer.RequestMessage = request;
        return answer;
    }
}
