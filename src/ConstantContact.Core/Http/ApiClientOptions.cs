using System.Globalization;
using System.Net;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Resilience;

namespace ConstantContact.Core.Http;

/// <summary>All options of a connection to the service.</summary>
public sealed class ApiClientOptions
{
    /// <summary>
    /// The root of the API with its version, <c>https://api.cc.email/v3</c> by default. Must be https; http is allowed
    /// only for loopback.
    /// </summary>
    public Uri BaseUri { get; init; } = new("https://api.cc.email/v3");

    /// <summary>4 for a normal API key. Partners get 10 on request.</summary>
    public int RequestsPerSecond { get; init; } = 4;

    /// <summary>10,000 for a normal API key. Partners get 250,000 on request. The day is a UTC day.</summary>
    public long RequestsPerDay { get; init; } = 10_000;

    /// <summary>The limit for one attempt, from sending to the end of the answer.</summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>The maximum number of bytes read of one answer, after decompression.</summary>
    public long MaxAnswerBytes { get; init; } = 64L * 1024 * 1024;

    public string UserAgent { get; init; } = DefaultUserAgent;

    public RetryBounds Retry { get; init; } = new();

    /// <summary>
    /// Determines who shares pace and budget. By default, all connections of this process share them.
    /// </summary>
    public IAllowanceRegistry Allowances { get; init; } = ProcessAllowances.Shared;

    /// <summary>Null for the system's proxy.</summary>
    public IWebProxy? Proxy { get; init; }

    /// <summary>False to use no proxy at all, not even the system's.</summary>
    public bool UseProxy { get; init; } = true;

    /// <summary>Credentials for the system's proxy.</summary>
    public ICredentials? DefaultProxyCredentials { get; init; }

    /// <summary>
    /// Requests the user's privileges, so that a 403 can name the missing one. Null: a 403 does not name it.
    /// </summary>
    public ApiRequest<IReadOnlyList<string>>? PrivilegesRequest { get; init; }

    /// <summary>From 0 to 1, for the waits before retries. Null for random values.</summary>
    internal Func<double>? Jitter { get; init; }

    // The service's front end rejects some default agents, and .NET sends none.
    private static string DefaultUserAgent { get; } =
        "ConstantContact.PowerShell/" + (typeof(ApiClientOptions).Assembly.GetName().Version?.ToString(3) ?? "0.0.0");

    /// <summary>Whether an address ends with a version of the API, such as <c>/v3</c>.</summary>
    public static bool HasVersion(Uri address)
    {
        var last = address.AbsolutePath.TrimEnd('/');
        last = last.Substring(last.LastIndexOf('/') + 1);
        return last.Length > 1 && last[0] is 'v' or 'V' && last.Skip(1).All(char.IsDigit);
    }

    internal void Check()
    {
        ServiceAddress.Check("Base URI", BaseUri, "https://api.cc.email/v3");
        Positive("Requests per second", RequestsPerSecond, 1000);
        Positive("Requests per day", RequestsPerDay, long.MaxValue);
        Positive("Maximum bytes per answer", MaxAnswerBytes, long.MaxValue);
        Positive(
            "Attempt timeout in milliseconds",
            (long)AttemptTimeout.TotalMilliseconds,
            (long)TimeSpan.FromHours(24).TotalMilliseconds,
            least: 10
        );
    }

    private static void Positive(string what, long value, long most, long least = 1)
    {
        if (value < least || value > most)
        {
            throw InvalidInputException.Value(
                what,
                value.ToString(CultureInfo.InvariantCulture),
                "it is out of range.",
                string.Format(CultureInfo.InvariantCulture, "Give a number from {0} to {1}.", least, most)
            );
        }
    }
}
