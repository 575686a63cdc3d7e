using System.Net.Http;

namespace ConstantContact.Core.Http;

/// <summary>What an error needs to know about its request.</summary>
internal interface IRequestFacts
{
    HttpMethod Method { get; }

    string PathTemplate { get; }

    IReadOnlyDictionary<string, string> PathValues { get; }

    string? Scope { get; }

    string? Privilege { get; }

    bool QueueLimited { get; }
}
