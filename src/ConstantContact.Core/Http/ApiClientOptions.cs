using System.Globalization;
using System.Net;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Resilience;

namespace ConstantContact.Core.Http;

/// <summary>Everything that a connection to the service can be told.</summary>
public sealed class ApiClientOptions
{
    /// <summary>The root of the API with its version, <c>https://api.cc.email/v3</c> by default. https; http for loopback alone.</summary>
    public Uri BaseUri { get; init; } = new("https://api.cc.email/v3");

    /// <summary>4 for an ordinary API key; partners are given 10 on request.</summary>
    public int RequestsPerSecond { get; init; } = 4;

    /// <summary>10,000 for an ordinary API key; partners are given 250,000 on request. The day is UTC's.</summary>
    public long RequestsPerDay { get; init; } = 10_000;

    /// <summary>For one attempt, from sending to the end of the answer.</summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>The most that is read of one answer, counted after decompression.</summary>
    public long MaxAnswerBytes { get; init; } = 64L * 1024 * 1024;

    public string UserAgent { get; init; } = DefaultUserAgent;

    public RetryBounds Retry { get; init; } = new();

    /// <summary>Who shares pace and budget; by default all connections of this process.</summary>
    public IAllowanceRegistry Allowances { get; init; } = ProcessAllowances.Shared;

    /// <summary>Null for the system's proxy.</summary>
    public IWebProxy? Proxy { get; init; }

    /// <summary>False for no proxy at all, the system's neither.</summary>
    public bool UseProxy { get; init; } = true;

    /// <summary>For the system's proxy.</summary>
    public ICredentials? DefaultProxyCredentials { get; init; }

    /// <summary>
    /// Asks for the names of what the user may do, so that a 403 can name the privilege that is missing.
    /// Null: a 403 does not name it.
    /// </summary>
    public ApiRequest<IReadOnlyList<string>>? PrivilegesRequest { get; init; }

    /// <summary>From 0 to 1, for the waits before retries; null for random.</summary>
    internal Func<double>? Jitter { get; init; }

    // The service's front door turns away some default agents, and .NET sends none at all.
    private static string DefaultUserAgent { get; } =
        "ConstantContact.PowerShell/" + (typeof(ApiClientOptions).Assembly.GetName().Version?.ToString(3) ?? "0.0.0");

    internal void Check()
    {
        ServiceAddress.Check("Base URI", BaseUri, "https://api.cc.email/v3");
        Positive("Requests per second", RequestsPerSecond, 1000);
        Positive("Requests per day", RequestsPerDay, long.MaxValue);
        Positive("The most bytes of an answer", MaxAnswerBytes, long.MaxValue);
        Positive("Attempt timeout in milliseconds", (long)AttemptTimeout.TotalMilliseconds, (long)TimeSpan.FromHours(24).TotalMilliseconds, least: 10);
    }

    private static void Positive(string what, long value, long most, long least = 1)
    {
        if (value < least || value > most)
        {
            throw InvalidInputException.Value(
                what,
                value.ToString(CultureInfo.InvariantCulture),
                "it is out of range.",
                string.Format(CultureInfo.InvariantCulture, "Give a number from {0} to {1}.", least, most));
        }
    }
}
