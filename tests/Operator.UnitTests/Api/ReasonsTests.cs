using System.Reflection;
using Operator.Api.V1Alpha1;

namespace Operator.UnitTests.Api;

public sealed class ReasonsTests
{
    // The closed list users write alerts against; taking one away or renaming it breaks them.
    private const string Documented =
        "Available Provisioning Updating Restarting Starting Stopping Deleting DependencyNotReady WorkspaceNotReady AuthenticationFailed PermissionDenied "
        + "InvalidSpec ImmutableFieldChanged Rejected Conflict ExternalIdInUse AdoptionTargetNotFound AmbiguousName WrongObjectType RemoteMissing StartFailed "
        + "LibraryFailed RunRunning RunSucceeded RunSucceededWithFailures RunFailed RunCanceled RunTimedOut RunSkipped RunExpired RateLimited ApiUnavailable "
        + "DeleteFailed DeleteBlocked Suspended InvalidAnnotation InSync DriftDetected DriftCorrecting DisruptionDenied ChangesPlanned Observed";

    [Fact]
    public void Reasons_All_AreTheDocumentedOnes() =>
        Assert.Equal(Documented.Split(' ').Order(), Constants().Select(constant => constant.GetValue(null)).Cast<string>().Order());

    [Fact]
    public void Reasons_All_ReadLikeTheirConstant() => Assert.All(Constants(), constant => Assert.Equal(constant.Name, constant.GetValue(null)));

    private static FieldInfo[] Constants() => typeof(Reasons).GetFields(BindingFlags.Public | BindingFlags.Static);
}
