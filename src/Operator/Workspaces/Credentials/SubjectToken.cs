using Operator.Databricks.Authentication;

namespace Operator.Workspaces.Credentials;

/// <summary>A source of tokens of the operator's own ServiceAccount.</summary>
internal abstract record SubjectToken
{
    public abstract Task<Secret> ReadAsync(CancellationToken cancellationToken);
}

/// <summary>The token that is mounted into the pod, read again at each exchange because the kubelet replaces it.</summary>
/// <param name="Path">The file.</param>
/// <param name="Operation">What it is read for, with which messages begin.</param>
internal sealed record MountedToken(string Path, string Operation) : SubjectToken
{
    public override Task<Secret> ReadAsync(CancellationToken cancellationToken) => SubjectTokenFile.At(Path, Operation)(cancellationToken);
}

/// <summary>A token with an audience of the workspace's own, asked for at each exchange.</summary>
internal sealed record RequestedToken(string Audience, ServiceAccountTokens Tokens) : SubjectToken
{
    public override Task<Secret> ReadAsync(CancellationToken cancellationToken) => Tokens.RequestAsync(Audience, cancellationToken);
}
