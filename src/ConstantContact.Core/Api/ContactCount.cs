using System.IO;
using System.Text.Json;
using ConstantContact.Core.Base;
using ConstantContact.Core.Json;

namespace ConstantContact.Core.Api;

/// <summary>The account's contacts by permission. Deleted contacts are not counted.</summary>
public sealed class ContactCount
{
    public required long Total { get; init; }

    public required long Explicit { get; init; }

    public required long Implicit { get; init; }

    /// <summary>Contacts that were asked to confirm but have not confirmed yet.</summary>
    public required long Pending { get; init; }

    public required long Unsubscribed { get; init; }

    /// <summary>Contacts that the service calls new; null unless requested.</summary>
    public long? NewSubscriber { get; init; }

    public override string ToString() =>
        FormattableString.Invariant($"{Quantity.Of(Total, "contact")}, {Unsubscribed:N0} of them unsubscribed");

    internal static async Task<ContactCount> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var json = await CcJson.ReadElementAsync(stream, cancellationToken).ConfigureAwait(false);
        return new ContactCount
        {
            Total = Required("total"),
            Explicit = Required("explicit"),
            Implicit = Required("implicit"),
            Pending = Required("pending"),
            Unsubscribed = Required("unsubscribed"),
            NewSubscriber = json.Number("new_subscriber"),
        };

        long Required(string member) =>
            json.Number(member) ?? throw new JsonException($"The member '{member}' is missing or not a number.");
    }
}
