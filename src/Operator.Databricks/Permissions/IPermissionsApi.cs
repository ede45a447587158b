using Operator.Databricks.Operations;
using Refit;

namespace Operator.Databricks.Permissions;

/// <summary>Who may do what with one object; <c>/api/2.0/permissions</c>. There is no bulk read (behavior §8).</summary>
public interface IPermissionsApi
{
    /// <param name="objectType">Plural: <c>clusters</c>, <c>jobs</c>, <c>notebooks</c>, <c>directories</c> (behavior §4.5).</param>
    /// <param name="objectId">The object's id.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    [Get("/permissions/{objectType}/{objectId}")]
    [Operation("permissions/get", RetrySafety.Always, NotFoundScope.Addressed)]
    Task<ObjectPermissions> GetAsync(string objectType, string objectId, CancellationToken cancellationToken);

    /// <summary>Replaces all direct grants; the last entry for a principal wins (behavior §4.5).</summary>
    [Put("/permissions/{objectType}/{objectId}")]
    [Operation("permissions/put", RetrySafety.Always, NotFoundScope.Named)]
    Task<ObjectPermissions> PutAsync(string objectType, string objectId, [Body] PermissionsRequest request, CancellationToken cancellationToken);

    /// <summary>Adds or changes the grants named, and leaves the others.</summary>
    [Patch("/permissions/{objectType}/{objectId}")]
    [Operation("permissions/patch", RetrySafety.Always, NotFoundScope.Named)]
    Task<ObjectPermissions> PatchAsync(string objectType, string objectId, [Body] PermissionsRequest request, CancellationToken cancellationToken);
}
