namespace Operator.UnitTests.Kinds.Conformance;

/// <summary>What a kind may have no meaning for; its sample says why.</summary>
public enum ConformanceCase
{
    /// <summary>An object that an earlier resource of the same name left is found by its mark.</summary>
    AdoptionByMarker,

    /// <summary>An object of another owner is taken over because its name is the same.</summary>
    AdoptionByName,

    /// <summary>An object is taken over by its id.</summary>
    ExternalId,

    /// <summary>What is changed in the workspace is put right.</summary>
    Drift,

    /// <summary>An object is only observed, and is not there.</summary>
    ObservationOfNothing,

    /// <summary>A spec may refer to a Secret.</summary>
    SecretReference,
}
