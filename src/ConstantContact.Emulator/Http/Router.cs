using System;
using System.Collections.Generic;
using System.Linq;
using ConstantContact.Emulator.Reports;

namespace ConstantContact.Emulator.Http;

/// <summary>
/// The API's paths. A table of our own rather than the framework's routing, because an unknown path and
/// a known path with another verb must answer in the API's error shape, after authorization and allowance.
/// </summary>
internal sealed class Router
{
    private readonly List<Route> _routes = [];

    /// <param name="method">The verb.</param>
    /// <param name="template">Path below the host; at most one segment may be <c>{id}</c>.</param>
    /// <param name="handler">Runs under the account's lock.</param>
    /// <param name="produces">The media type of the answer; a client that does not take it gets a 406. Null: the
    /// handler sees to it.</param>
    internal void Map(
        string method,
        string template,
        Func<ApiCall, ApiAnswer> handler,
        string? produces = "application/json"
    ) => _routes.Add(new Route(method, template.Split('/', StringSplitOptions.RemoveEmptyEntries), handler, produces));

    internal ApiAnswer Dispatch(ApiCall call)
    {
        var segments = call.Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var matches = _routes.Where(r => r.Fits(segments)).ToList();

        // A literal segment beats a variable one: /contacts/counts is no contact id.
        var literal = matches.Where(r => r.IsLiteral).ToList();
        if (literal.Count > 0)
        {
            matches = literal;
        }

        if (matches.Count == 0)
        {
            throw ApiProblem.NotFound(OtherFamilies.NotFoundText(segments));
        }

        var route = matches.FirstOrDefault(r => r.Method == call.Method);
        if (route is null)
        {
            return ApiProblem
                .Resource(405, "contacts.api.method_not_allowed", "The method is not allowed for this resource")
                .ToAnswer()
                .WithHeader("Allow", string.Join(", ", matches.Select(r => r.Method).Distinct(StringComparer.Ordinal)));
        }

        if (route.Produces is not null && !call.Takes(route.Produces))
        {
            throw ApiProblem.NotAcceptable(route.Produces);
        }

        return route.Handler(call.WithId(route.IdOf(segments)));
    }

    private sealed record Route(string Method, string[] Segments, Func<ApiCall, ApiAnswer> Handler, string? Produces)
    {
        private const string Variable = "{id}";

        internal bool IsLiteral { get; } = !Segments.Contains(Variable, StringComparer.Ordinal);

        internal bool Fits(string[] segments) =>
            segments.Length == Segments.Length
            && Segments.Zip(segments).All(p => p.First == Variable || p.First == p.Second);

        internal string IdOf(string[] segments)
        {
            var at = Array.IndexOf(Segments, Variable);
            return at < 0 ? "" : segments[at];
        }
    }
}
