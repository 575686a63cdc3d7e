using System;
using System.Collections.Generic;
using System.Text.Json.Nodes;
using ConstantContact.Emulator.Json;

namespace ConstantContact.Emulator.Http;

/// <summary>A handler's answer, before any fault changes it.</summary>
internal sealed class ApiAnswer
{
    private ApiAnswer(int status, byte[] body, string? contentType)
    {
        Status = status;
        Body = body;
        ContentType = contentType;
    }

    internal int Status { get; }

    internal byte[] Body { get; }

    internal string? ContentType { get; }

    internal List<KeyValuePair<string, string>> Headers { get; } = [];

    /// <summary>Whether the account's data changed, for the request log.</summary>
    internal bool Wrote { get; private init; }

    internal static ApiAnswer Json(int status, byte[] body, bool wrote = false) =>
        new(status, body, "application/json") { Wrote = wrote };

    internal static ApiAnswer Json(int status, JsonNode? body, bool wrote = false) =>
        Json(status, JsonText.Write(body), wrote);

    internal static ApiAnswer Text(int status, byte[] body, string contentType) => new(status, body, contentType);

    internal static ApiAnswer Empty(int status, bool wrote = false) =>
        new(status, Array.Empty<byte>(), contentType: null) { Wrote = wrote };

    internal ApiAnswer WithHeader(string name, string value)
    {
        Headers.Add(new(name, value));
        return this;
    }

    internal ApiAnswer WithBody(byte[] body)
    {
        var copy = new ApiAnswer(Status, body, ContentType) { Wrote = Wrote };
        copy.Headers.AddRange(Headers);
        return copy;
    }
}
