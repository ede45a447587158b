using System.Net;
using System.Text;
using k8s.Models;
using Operator.Api.V1Alpha1;
using Operator.Databricks.WorkspaceObjects;
using Operator.Reconciling;
using Operator.Runtime.Client;

namespace Operator.Kinds.Notebooks;

/// <summary>
/// Reads the content of a notebook where the spec says it is. ConfigMaps and Secrets are read when they are needed and not kept, and so is what is
/// written in the spec itself: of that a hash is known (<see cref="NotebookTrim"/>), which is all that a pass needs until it imports.
/// </summary>
internal sealed class NotebookContentReader(
    ResourceClient<V1ConfigMap> configMaps, ResourceClient<V1Secret> secrets, ResourceClient<DatabricksNotebook> notebooks)
{
    /// <summary>A change of one brings the notebook's next pass.</summary>
    public static IEnumerable<ObjectKey> ConfigMapsOf(DatabricksNotebook notebook) =>
        notebook.Spec.ContentFrom?.ConfigMapKeyRef is { } reference ? [new(notebook.Metadata.NamespaceProperty, reference.Name)] : [];

    /// <summary>A change of one brings the notebook's next pass.</summary>
    public static IEnumerable<ObjectKey> SecretsOf(DatabricksNotebook notebook) =>
        notebook.Spec.ContentFrom?.SecretKeyRef is { } reference ? [new(notebook.Metadata.NamespaceProperty, reference.Name)] : [];

    /// <summary>With its bytes. What the spec itself holds is got from the API server, for the generation that this pass is about.</summary>
    /// <exception cref="ApiServerException">Also a conflict, where it was edited or deleted since: the edit brings a pass of its own.</exception>
    public async Task<NotebookContent?> ReadForImportAsync(DatabricksNotebook notebook, CancellationToken cancellationToken)
    {
        if (notebook.Spec.Inline is null)
        {
            return await ReadAsync(notebook, cancellationToken).ConfigureAwait(false);
        }

        var key = ObjectKey.Of(notebook);
        var whole = await notebooks.GetAsync(key, cancellationToken).ConfigureAwait(false);
        return whole?.Metadata.Uid == notebook.Metadata.Uid && whole.Metadata.Generation == notebook.Metadata.Generation
            ? await ReadAsync(whole, cancellationToken).ConfigureAwait(false)
            : throw new ApiServerException(HttpStatusCode.Conflict, "Conflict", $"DatabricksNotebook {key} was changed while its content was read");
    }

    /// <summary>Null where the spec names no content, as it may while it is only observed. Without its bytes where they are not at hand.</summary>
    /// <exception cref="DependencyMissingException">The ConfigMap, the Secret or the key is not there yet.</exception>
    /// <exception cref="UnusableContentException">What is there cannot be imported.</exception>
    public async Task<NotebookContent?> ReadAsync(DatabricksNotebook notebook, CancellationToken cancellationToken)
    {
        var spec = notebook.Spec;
        if (spec.Inline is { } inline)
        {
            return inline.Problem is null
                ? new NotebookContent(null, inline.Version) { Hash = inline.Hash }
                : throw new UnusableContentException(inline.Problem);
        }

        if (spec is { Content: null, ContentBase64: null, ContentFrom: null })
        {
            return null;
        }

        if (OfSpec(spec) is { } content)
        {
            return content;
        }

        var (written, secretVersion, name) = await WrittenAsync(notebook, cancellationToken).ConfigureAwait(false);
        return Interpret(spec, written, secretVersion, name);
    }

    /// <summary>What the spec itself holds; null where it refers to something else.</summary>
    /// <exception cref="UnusableContentException">It cannot be imported.</exception>
    public static NotebookContent? OfSpec(DatabricksNotebookSpec spec) =>
        Inline(spec) is { } given ? Interpret(spec, given.Written, null, given.Name) : null;

    private static (byte[] Written, string Name)? Inline(DatabricksNotebookSpec spec) =>
        spec.Content is { } text ? (Encoding.UTF8.GetBytes(text), "spec.content")
        : spec.ContentBase64 is { } base64 ? (Decode(base64), "spec.contentBase64")
        : null;

    private static NotebookContent Interpret(DatabricksNotebookSpec spec, byte[] written, string? secretVersion, string name)
    {
        var bytes = spec.ContentEncoding is null ? written : Inflate(written, name);
        if (bytes.Length > ImportObject.MaxContentBytes)
        {
            throw TooLarge(name, $"{bytes.Length} bytes");
        }

        var place = NotebookLocation.Of(spec);
        RequireForm(spec, place, bytes, name);
        var hash = place.IsComparable
            ? ContentHash.Of(place.Format, place.Language, bytes) ?? throw new UnusableContentException(
                $"{name} is not a Jupyter notebook of format 4: it must be JSON with a list of cells")
            : null;
        return new NotebookContent(
            bytes, secretVersion ?? hash ?? ContentHash.OfBytes(place.Format, bytes))
        { Hash = hash, IsSecret = secretVersion is not null };
    }

    /// <summary>What Databricks would make a plain file of, or could not read, is no notebook.</summary>
    private static void RequireForm(DatabricksNotebookSpec spec, NotebookLocation place, byte[] bytes, string name)
    {
        if (spec.Format == NotebookLocation.Auto && NotebookLanguage.Of(place.Language) is { } language && !ContentHash.HasHeader(bytes, language))
        {
            throw new UnusableContentException(
                $"{name} does not begin with the line \"{language.Header}\", so with format AUTO Databricks would make a file of it and not a notebook. Add "
                    + "the line, or give format SOURCE");
        }
    }

    private async Task<(byte[] Written, string? SecretVersion, string Name)> WrittenAsync(DatabricksNotebook notebook, CancellationToken cancellationToken)
    {
        var (spec, @namespace) = (notebook.Spec, notebook.Metadata.NamespaceProperty);
        return spec.ContentFrom switch
        {
            { ConfigMapKeyRef: { } reference } => (await ReadAsync(
                @namespace, reference, cancellationToken).ConfigureAwait(false), null, $"The key {reference.Key} of the ConfigMap {reference.Name}"),
            { SecretKeyRef: { } reference } => await ReadAsync(@namespace, reference, cancellationToken).ConfigureAwait(false),
            _ => throw new UnusableContentException("spec.contentFrom has exactly one of configMapKeyRef and secretKeyRef"),
        };
    }

    private async Task<byte[]> ReadAsync(string @namespace, ConfigMapKeyReference reference, CancellationToken cancellationToken)
    {
        var map = await configMaps.RequireAsync(@namespace, reference.Name, cancellationToken).ConfigureAwait(false);
        return map.Data?.TryGetValue(reference.Key, out var text) == true ? Encoding.UTF8.GetBytes(text)
            : map.BinaryData?.TryGetValue(reference.Key, out var bytes) == true ? bytes
            : throw new DependencyMissingException($"The ConfigMap {reference.Name} has no key {reference.Key}");
    }

    private async Task<(byte[] Written, string? SecretVersion, string Name)> ReadAsync(
        string @namespace, SecretKeyReference reference, CancellationToken cancellationToken)
    {
        var secret = await secrets.RequireAsync(@namespace, reference.Name, cancellationToken).ConfigureAwait(false);
        return secret.Data?.TryGetValue(reference.Key, out var bytes) == true
            ? (bytes, $"secret:{secret.Metadata.Uid}/{secret.Metadata.ResourceVersion}", $"The key {reference.Key} of the Secret {reference.Name}")
            : throw new DependencyMissingException($"The Secret {reference.Name} has no key {reference.Key}");
    }

    private static byte[] Decode(string base64)
    {
        try
        {
            return Convert.FromBase64String(base64);
        }
        catch (FormatException)
        {
            throw new UnusableContentException("spec.contentBase64 is not base64");
        }
    }

    private static byte[] Inflate(byte[] compressed, string name)
    {
        try
        {
            return BoundedGzip.Inflate(compressed, ImportObject.MaxContentBytes) ?? throw TooLarge(name, "more");
        }
        catch (InvalidDataException)
        {
            throw new UnusableContentException($"{name} is not compressed with gzip as spec.contentEncoding says, or is damaged");
        }
    }

    private static UnusableContentException TooLarge(string name, string size) =>
        new($"{name} is too large: Databricks takes {ImportObject.MaxContentBytes} bytes of content (10 MB), and it has {size}");
}
