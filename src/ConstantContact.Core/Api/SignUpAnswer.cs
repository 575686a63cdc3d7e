using System.IO;
using ConstantContact.Core.Json;

namespace ConstantContact.Core.Api;

/// <summary>The action of the sign-up form: <c>created</c> or <c>updated</c>.</summary>
public sealed record SignUpAnswer(string ContactId, string Action)
{
    internal static async Task<SignUpAnswer> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var json = await CcJson.ReadElementAsync(stream, cancellationToken).ConfigureAwait(false);
        return new SignUpAnswer(json.RequiredText("contact_id"), json.RequiredText("action"));
    }
}
