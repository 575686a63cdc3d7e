using System;
using System.Collections.Generic;
using System.Text.Json.Nodes;
using ConstantContact.Emulator.Json;

namespace ConstantContact.Emulator.Http;

/// <summary>
/// An answer that reports an error. The service has two shapes for them on the API host: resources
/// answer an array of one object, the gateway in front (authorization, allowance) a bare object.
/// </summary>
public sealed class ApiProblem : Exception
{
    internal const string ValidationKey = "contacts.api.validation.error";

    private ApiProblem(int status, string key, string message, bool gateway)
        : base(message)
    {
        Status = status;
        Key = key;
        IsGateway = gateway;
    }

    public int Status { get; }

    public string Key { get; }

    public bool IsGateway { get; }

    internal static ApiProblem Validation(string message) => new(400, ValidationKey, message, gateway: false);

    /// <summary>Several faults come in one message, joined by commas.</summary>
    internal static ApiProblem Validation(IEnumerable<string> messages) => Validation(string.Join(", ", messages));

    internal static ApiProblem NotFound(string message) => new(404, "contacts.api.not_found", message, gateway: false);

    /// <summary>
    /// The vendor's sample pairs the format message with the key of a 404; which status comes with it is open.
    /// </summary>
    internal static ApiProblem IllFormedId(string member, int status) =>
        new(status, "contacts.api.not_found", $"{member} is in an invalid format.", gateway: false);

    internal static ApiProblem Conflict(string message) => new(409, "contacts.api.conflict", message, gateway: false);

    internal static ApiProblem Resource(int status, string key, string message) =>
        new(status, key, message, gateway: false);

    internal static ApiProblem NotAcceptable(string produced) =>
        Resource(406, "contacts.api.not_acceptable", $"The answer is {produced}");

    internal static ApiProblem Unauthorized() => new(401, "unauthorized", "Unauthorized", gateway: true);

    internal static ApiProblem Forbidden() => new(403, "forbidden", "Forbidden", gateway: true);

    internal static ApiProblem Throttled() => new(429, "throttled", "Too Many Requests", gateway: true);

    internal static ApiProblem QuotaExceeded() => new(429, "quota_exceeded", "Limit Exceeded", gateway: true);

    /// <summary>The body of this 429 is documented nowhere: key and text are ours.</summary>
    internal static ApiProblem QueueFull() =>
        new(
            429,
            "contacts.api.activities.queue_full",
            "There are more than 1000 activities in the queue",
            gateway: false
        );

    /// <summary>The same problem in the other shape.</summary>
    internal ApiProblem AsObject() => new(Status, Key, Message, gateway: true);

    internal ApiAnswer ToAnswer()
    {
        var error = new JsonObject { ["error_key"] = Key, ["error_message"] = Message };
        return ApiAnswer.Json(Status, JsonText.Write(IsGateway ? error : new JsonArray(error)));
    }
}
