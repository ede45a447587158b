using System.CommandLine;
using Operator.Commands;

RootCommand root = new("Keeps Databricks workspaces equal to Kubernetes resources.") { GenerateCommand.Create(), CrdsCommand.Create() };
return await root.Parse(args).InvokeAsync();
