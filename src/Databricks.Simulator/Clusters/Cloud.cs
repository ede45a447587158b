namespace Databricks.Simulator.Clusters;

public enum Cloud
{
    Aws,
    Azure,
    Gcp,
}
