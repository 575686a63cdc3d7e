using System.Net.Http;

namespace ConstantContact.Core.Http;

/// <summary>The details of a request that its errors report.</summary>
internal interface IRequestFacts
{
    HttpMethod Method { get; }

    string PathTemplate { get; }

    IReadOnlyDictionary<string, string> PathValues { get; }

    string? Scope { get; }

    string? Privilege { get; }

    bool QueueLimited { get; }
}
