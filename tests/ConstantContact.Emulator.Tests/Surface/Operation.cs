using System.Linq;
using System.Text.Json.Nodes;

namespace ConstantContact.Emulator.Tests.Surface;

/// <summary>One operation of the API's contact family, restated from its public contract.</summary>
/// <param name="Method">The verb.</param>
/// <param name="Path">Below /v3, with the query that it must have; words in braces stand for ids of the prepared
/// account.</param>
/// <param name="Status">What it answers when all is well.</param>
/// <param name="Body">A body that is accepted; null for none.</param>
/// <param name="Required">Members without which the body is refused.</param>
/// <param name="BadQueries">Queries that are refused.</param>
/// <param name="BadBodies">Members that are refused, as JSON objects laid over the body.</param>
public sealed record Operation(
    string Method,
    string Path,
    int Status,
    string? Body = null,
    string Required = "",
    string[]? BadQueries = null,
    string[]? BadBodies = null
)
{
    public override string ToString() => $"{Method} {Path}";

    internal string[] RequiredMembers => Required.Split(' ', System.StringSplitOptions.RemoveEmptyEntries);

    internal string BodyWithout(string member)
    {
        var body = JsonNode.Parse(Body!)!.AsObject();
        body.Remove(member);
        return body.ToJsonString();
    }

    internal string BodyWith(string over)
    {
        var body = JsonNode.Parse(Body!)!.AsObject();
        foreach (var (name, value) in JsonNode.Parse(over)!.AsObject().ToList())
        {
            body[name] = value?.DeepClone();
        }

        return body.ToJsonString();
    }
}
