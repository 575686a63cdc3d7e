namespace ConstantContact.Emulator.Faults;

/// <summary>A request that an in-process callback looks at.</summary>
/// <param name="Method">The verb.</param>
/// <param name="Path">Decoded path, with /v3.</param>
/// <param name="Query">The query as sent, without the question mark.</param>
/// <param name="Body">The body as text.</param>
/// <param name="Status">Status of the answer about to be sent; null before the request was handled.</param>
public sealed record InterceptedRequest(string Method, string Path, string Query, string Body, int? Status);
