using Databricks.Simulator.Http;
using Microsoft.AspNetCore.Routing.Template;

namespace Databricks.Simulator.Hosting;

/// <summary>
/// Which operation a request is for. The routing of ASP.NET Core would do it as well, but compiles a matcher for each server, and tests start thousands.
/// </summary>
internal sealed class RouteTable
{
    private const char ParameterStart = '{';

    private readonly Dictionary<string, ApiOperation> literal = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<(TemplateMatcher Route, ApiOperation Operation)> templates = [];

    public RouteTable(IEnumerable<ApiOperation> operations)
    {
        foreach (var (operation, route) in operations.SelectMany(operation => operation.Routes.Select(route => (operation, route))))
        {
            if (route.Contains(ParameterStart, StringComparison.Ordinal))
            {
                templates.Add((new TemplateMatcher(TemplateParser.Parse(route.TrimStart('/')), []), operation));
            }
            else
            {
                literal.Add(Key(operation.Method, route), operation);
            }
        }
    }

    /// <summary>Null when there is none; the values in the path become those of the request's route.</summary>
    public ApiOperation? Find(HttpRequest request)
    {
        if (literal.TryGetValue(Key(request.Method, request.Path), out var found))
        {
            return found;
        }

        foreach (var (route, operation) in templates)
        {
            var values = new RouteValueDictionary();
            if (operation.Method == request.Method && route.TryMatch(request.Path, values))
            {
                request.RouteValues = values;
                return operation;
            }
        }

        return null;
    }

    private static string Key(string method, string? path) => $"{method} {path?.TrimEnd('/')}";
}
