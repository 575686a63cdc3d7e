using System.Text.Json;
using ConstantContact.Core.Http;
using ConstantContact.Core.Json;

namespace ConstantContact.Core.Auth;

/// <summary>The data that a device shows to its user and uses for polling (RFC 8628).</summary>
public sealed class DeviceAuthorization
{
    private DeviceAuthorization(
        string deviceCode,
        string userCode,
        Uri verificationUri,
        Uri? complete,
        TimeSpan life,
        TimeSpan interval
    )
    {
        DeviceCode = deviceCode;
        UserCode = userCode;
        VerificationUri = verificationUri;
        VerificationUriComplete = complete;
        Life = life;
        Interval = interval;
    }

    public string UserCode { get; }

    public Uri VerificationUri { get; }

    /// <summary>Contains the code; null if the server does not give such an address.</summary>
    public Uri? VerificationUriComplete { get; }

    public TimeSpan Life { get; }

    internal string DeviceCode { get; }

    /// <summary>5 seconds if the server does not state it.</summary>
    internal TimeSpan Interval { get; }

    internal static DeviceAuthorization Parse(ReadOnlySpan<byte> utf8)
    {
        var answer = CcJson.Parse(utf8);
        return new DeviceAuthorization(
            answer.RequiredText("device_code"),
            answer.RequiredText("user_code"),
            Address(answer.RequiredText("verification_uri")),
            answer.Text("verification_uri_complete") is { } complete ? Address(complete) : null,
            TimeSpan.FromSeconds(Math.Min(Math.Max(answer.Number("expires_in") ?? 600, 1), 86400)),
            TimeSpan.FromSeconds(Math.Min(Math.Max(answer.Number("interval") ?? 5, 1), 300))
        );
    }

    private static Uri Address(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && ServiceAddress.IsSafe(uri)
            ? uri
            : throw new JsonException("The verification address is not safe to open.");
}
