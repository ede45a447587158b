using Operator.Databricks.Operations;
using Refit;

namespace Operator.Databricks.Identity;

/// <summary>Who the credential stands for; <c>/api/2.0/preview/scim/v2</c>.</summary>
public interface ICurrentUserApi
{
    /// <summary>Every user and service principal of the workspace may ask this, so it tells whether a credential is accepted and nothing else.</summary>
    [Get("/preview/scim/v2/Me")]
    [Operation("scim/me", RetrySafety.Always, NotFoundScope.None)]
    Task<CurrentUser> MeAsync(CancellationToken cancellationToken);
}
