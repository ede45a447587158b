using Operator.Databricks.Authentication;

namespace Operator.Workspaces.Credentials;

/// <summary>A source of tokens of the operator's own ServiceAccount.</summary>
internal abstract record SubjectToken
{
    public abstract Task<Secret> ReadAsync(CancellationToken cancellationToken);
}

/// <summary>The token that is mounted into the pod, read again at each exchange because the kubelet replaces it.</summary>
internal sealed record MountedToken(string Path) : SubjectToken
{
    public override Task<Secret> ReadAsync(CancellationToken cancellationToken) => SubjectTokenFile.At(Path)(cancellationToken);
}

/// <summary>A token with an audience of the workspace's own, asked for at each exchange.</summary>
internal sealed record RequestedToken(string Audience, ServiceAccountTokens Tokens) : SubjectToken
{
    public override Task<Secret> ReadAsync(CancellationToken cancellationToken) => Tokens.RequestAsync(Audience, cancellationToken);
}
