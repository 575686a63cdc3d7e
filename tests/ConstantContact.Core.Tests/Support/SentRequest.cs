namespace ConstantContact.Core.Tests.Support;

public sealed class SentRequest
{
    public required HttpMethod Method { get; init; }

    public required Uri Uri { get; init; }

    public string? Token { get; init; }

    public string? UserAgent { get; init; }

    public string? Accept { get; init; }

    public string? ContentType { get; init; }

    public string? Body { get; init; }

    public override string ToString() => $"{Method} {Uri.PathAndQuery}";
}
