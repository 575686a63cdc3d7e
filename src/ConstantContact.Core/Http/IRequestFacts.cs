using System.Net.Http;

namespace ConstantContact.Core.Http;

/// <summary>What an error has to know of the request that it is about.</summary>
internal interface IRequestFacts
{
    HttpMethod Method { get; }

    string PathTemplate { get; }

    string? Scope { get; }

    string? Privilege { get; }

    bool QueueLimited { get; }
}
