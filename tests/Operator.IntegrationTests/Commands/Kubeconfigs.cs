namespace Operator.IntegrationTests.Commands;

/// <summary>Kubeconfigs of servers that are none of the control plane's.</summary>
internal static class Kubeconfigs
{
    /// <returns>The file.</returns>
    public static async Task<string> SaveAsync(string folder, Uri server)
    {
        var file = Path.Combine(folder, "kubeconfig");
        await File.WriteAllTextAsync(
            file,
            $$$"""
            apiVersion: v1
            kind: Config
            current-context: other
            contexts: [{name: other, context: {cluster: other, user: other}}]
            clusters: [{name: other, cluster: {server: "{{{server.GetLeftPart(UriPartial.Authority)}}}"}}]
            users: [{name: other, user: {token: none}}]
            """,
            TestContext.Current.CancellationToken);
        return file;
    }
}
