namespace ConstantContact.Core.Import.Chunks;

/// <summary>The part of an import's request that is the same for all chunks.</summary>
public sealed class ImportEnvelope
{
    /// <param name="listIds">1 to 50 ids of lists that every row is added to.</param>
    /// <param name="smsPermission"><c>explicit</c>, <c>not_set</c>, or null to leave it out.</param>
    public ImportEnvelope(IReadOnlyList<string> listIds, string? smsPermission = null)
    {
        ListIds = listIds;
        SmsPermission = smsPermission;
    }

    public IReadOnlyList<string> ListIds { get; }

    public string? SmsPermission { get; }
}
