using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ConstantContact.Emulator.Control;
using NJsonSchema;
using NSwag;
using Xunit;

namespace ConstantContact.Contract;

/// <summary>
/// The vendor's OpenAPI document (its structure, without the prose), and what in an exchange is against it.
/// </summary>
public sealed partial class ApiContract
{
    /// <summary>
    /// Arrays that may have no entry at all, by the document. A mistake: the guides give their real limits.
    /// </summary>
    public static readonly string[] EmptyArrays =
    [
        "createListAddActivity_request_source/properties/tag_ids",
        "createListRemoveActivity_request/properties/list_ids",
        "createListRemoveActivity_request_source/properties/contact_ids",
        "createListRemoveActivity_request_source/properties/list_ids",
        "createListRemoveActivity_request_source/properties/tag_ids",
        "postCustomFieldDelete_request/properties/custom_field_ids",
    ];

    /// <summary>
    /// Parameters that take several values, separated by commas, though the document describes a single one.
    /// </summary>
    public static readonly string[] ListsOfValues = ["include", "status", "sms_status", "lists", "tags"];

    /// <summary>
    /// Switches under which the emulator answers otherwise on purpose, with what the fault names: append lets arrays
    /// grow past their limits.
    /// </summary>
    public static readonly (string Switch, string Named)[] Readings =
    [
        ("deleted-at", "deleted_at"),
        ("links-on-last-page", "_links"),
        ("sent-array", "TooManyItems"),
        ("import-email-length", "].email"),
    ];

    /// <summary>
    /// Requests that a test writes itself, through Invoke-CcRequest, with a null where the contract has text.
    /// </summary>
    public static readonly (string Request, string Fault)[] UserWritten =
    [
        ("POST /v3/contact_lists", "StringExpected: #/description"),
    ];

    /// <summary>
    /// Operations that the module uses and the structure file, which holds the contact family alone, does not have.
    /// </summary>
    public static readonly string[] NotInTheFile = ["/v3/reports/"];

    /// <summary>
    /// What the gateway in front of every operation answers, declared or not: authorization, allowance, media types,
    /// unknown verbs, failures.
    /// </summary>
    private static readonly int[] Gateway = [400, 401, 403, 404, 405, 406, 415, 429, 500, 503];

    private readonly Dictionary<string, (string[] Segments, OpenApiPathItem Item)> _paths;

    private ApiContract(OpenApiDocument document) =>
        _paths = document.Paths.ToDictionary(p => p.Key, p => (p.Key.Split('/'), p.Value), StringComparer.Ordinal);

    /// <summary>The contract, its known mistakes mended.</summary>
    /// <param name="change">Changes the document before it is read, for tests that break it.</param>
    public static ApiContract Read(Action<JsonObject>? change = null)
    {
        using var stream = typeof(ApiContract).Assembly.GetManifestResourceStream("openapi.json")!;
        var document = JsonNode.Parse(stream)!.AsObject();
        foreach (var path in EmptyArrays)
        {
            Assert.True(
                Schema(document, path).Remove("maxItems"),
                $"{path} has no maxItems any more: drop the exemption."
            );
        }

        change?.Invoke(document);
        return new ApiContract(OpenApiDocument.FromJsonAsync(document.ToJsonString()).GetAwaiter().GetResult());
    }

    /// <summary>A schema of the document by its place below components/schemas.</summary>
    public static JsonObject Schema(JsonObject document, string path) =>
        path.Split('/').Aggregate(document["components"]!["schemas"]!, (node, name) => node[name]!).AsObject();

    /// <summary>What in an answer is against the contract.</summary>
    public IEnumerable<string> FaultsOfAnswer(ApiExchange exchange)
    {
        if (Operation(exchange) is not { } operation)
        {
            yield break;
        }

        var status = exchange.Status.ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (!operation.ActualResponses.TryGetValue(status, out var response))
        {
            if (!Gateway.Contains(exchange.Status) && !IsSwitched(exchange, "export-not-ready"))
            {
                yield return $"status {status} is not declared";
            }

            yield break;
        }

        if (response.Content.Count == 0)
        {
            yield break;
        }

        if (exchange.AnswerType is not { } type || !response.Content.TryGetValue(type.Split(';')[0], out var content))
        {
            yield return $"the answer of status {status} is {exchange.AnswerType ?? "empty"}";
        }
        else if (type == "application/json")
        {
            foreach (
                var fault in Validate(content.Schema, Encoding.UTF8.GetString(exchange.Answer.Span))
                    .Where(f => !IsExempt(exchange, f))
            )
            {
                yield return fault;
            }
        }
    }

    /// <summary>What in a request is against the contract.</summary>
    public IEnumerable<string> FaultsOfRequest(ApiExchange exchange)
    {
        if (Operation(exchange) is not { } operation)
        {
            if (!NotInTheFile.Any(p => exchange.Path.StartsWith(p, StringComparison.Ordinal)))
            {
                yield return "the contract has no such operation";
            }

            yield break;
        }

        foreach (var fault in Parameters(exchange, operation))
        {
            yield return fault;
        }

        if (operation.ActualRequestBody?.Content is not { Count: > 0 } bodies)
        {
            if (exchange.Body.Length > 0)
            {
                yield return "no body is declared";
            }

            yield break;
        }

        var type = exchange.ContentType?.Split(';')[0] ?? "";
        if (!bodies.TryGetValue(type, out var content))
        {
            yield return $"a body of type '{type}' is not declared";
            yield break;
        }

        var text = Encoding.UTF8.GetString(exchange.Body.Span);
        foreach (
            var fault in type == "application/json"
                ? Validate(content.Schema, text)
                : Parts(content.Schema.ActualSchema, text)
        )
        {
            if (!UserWritten.Contains(($"{exchange.Method} {exchange.Path}", fault)) && !IsExempt(exchange, fault))
            {
                yield return fault;
            }
        }
    }

    private static IEnumerable<string> Parameters(ApiExchange exchange, OpenApiOperation operation)
    {
        var given = exchange
            .Query.TrimStart('?')
            .Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(p => p.Split('=', 2))
            .Select(p => (Name: p[0], Value: WebUtility.UrlDecode(p.Length > 1 ? p[1] : "")))
            .ToList();
        foreach (var (name, value) in given.Where(p => p.Name != "cursor"))
        {
            var declared = operation.ActualParameters.FirstOrDefault(p =>
                p.Name == name && p.Kind == OpenApiParameterKind.Query
            );
            if (declared is null)
            {
                yield return $"parameter {name} is not declared";
                continue;
            }

            var schema = declared.ActualSchema;
            foreach (var item in ListsOfValues.Contains(name, StringComparer.Ordinal) ? value.Split(',') : [value])
            {
                var json = schema.Type is JsonObjectType.Integer or JsonObjectType.Boolean or JsonObjectType.Number
                    ? item
                    : JsonValue.Create(item).ToJsonString();
                foreach (var fault in Validate(schema, json))
                {
                    yield return $"parameter {name}={item}: {fault}";
                }
            }
        }

        foreach (
            var missing in operation.ActualParameters.Where(p =>
                p is { IsRequired: true, Kind: OpenApiParameterKind.Query } && !given.Exists(g => g.Name == p.Name)
            )
        )
        {
            yield return $"parameter {missing.Name} is missing";
        }
    }

    private static IEnumerable<string> Parts(JsonSchema schema, string text)
    {
        var names = PartName().Matches(text).Select(m => m.Groups["name"].Value).ToList();
        return names
            .Where(n => !schema.Properties.ContainsKey(n))
            .Select(n => $"part {n} is not declared")
            .Concat(
                schema
                    .RequiredProperties.Where(r => !names.Contains(r, StringComparer.Ordinal))
                    .Select(r => $"part {r} is missing")
            );
    }

    private static IEnumerable<string> Validate(JsonSchema schema, string json)
    {
        try
        {
            return [.. schema.ActualSchema.Validate(json, SchemaType.OpenApi3).Select(e => e.ToString())];
        }
        catch (Newtonsoft.Json.JsonException unreadable)
        {
            return [unreadable.Message];
        }
    }

    private static bool IsExempt(ApiExchange exchange, string fault) =>
        Readings.Any(r => IsSwitched(exchange, r.Switch) && fault.Contains(r.Named, StringComparison.Ordinal));

    private static bool IsSwitched(ApiExchange exchange, string name) =>
        exchange.Switches[name] != ConstantContact.Emulator.Switches.SwitchCatalogue.Find(name).Default;

    /// <summary>
    /// The operation that was meant; null where the contract has none. Fixed segments come before variable ones.
    /// </summary>
    private OpenApiOperation? Operation(ApiExchange exchange)
    {
        if (!exchange.Path.StartsWith("/v3/", StringComparison.Ordinal))
        {
            return null;
        }

        // A slash at the end changes nothing, and an empty segment is no value.
        var segments = exchange.Path["/v3".Length..].TrimEnd('/').Split('/');
        return _paths
            .Values.Where(p =>
                p.Segments.Length == segments.Length
                && p.Segments.Zip(segments)
                    .All(s => s.First == s.Second || (s.First.StartsWith('{') && s.Second.Length > 0))
            )
            .OrderBy(p => p.Segments.Count(s => s.StartsWith('{')))
            .Select(p => p.Item.GetValueOrDefault(exchange.Method.ToLowerInvariant()))
            .FirstOrDefault();
    }

    [GeneratedRegex("form-data; name=\"?(?<name>[^\";\r\n]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PartName();
}
