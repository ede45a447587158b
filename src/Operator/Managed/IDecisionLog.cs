using Operator.Api.V1Alpha1;

namespace Operator.Managed;

/// <summary>Sees what a pass decided about an object that exists, before anything is done about it. The operator has none; <c>plan</c> prints it.</summary>
internal interface IDecisionLog
{
    /// <param name="resource">Of the pass; its status is that of the pass.</param>
    /// <param name="choice">What is due, part by part.</param>
    /// <param name="isAdoption">The object was found by this pass and was not recorded before.</param>
    void Decided(IDatabricksResource resource, PartChoice choice, bool isAdoption);
}
