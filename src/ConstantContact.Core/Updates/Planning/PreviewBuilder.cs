using System.Text;
using System.Text.Json.Nodes;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Json;

namespace ConstantContact.Core.Updates.Planning;

/// <summary>Builds the preview of a plan.</summary>
internal sealed class PreviewBuilder
{
    private readonly string _basePath;
    private readonly UpdateOptions _options;

    public PreviewBuilder(Uri baseUri, UpdateOptions options)
    {
        _basePath = baseUri.AbsolutePath.TrimEnd('/');
        _options = options;
    }

    public UpdatePreview Build(UpdateRow row, UpdatePlan plan, PatchNames names)
    {
        var changed = new HashSet<string>(plan.Changes.Select(c => c.Member), StringComparer.Ordinal);
        return new UpdatePreview
        {
            Row = row.Number,
            Contact = plan.Contact.ToString(),
            ContactId = plan.Contact.ContactId,
            Method = "PUT",
            Path = $"{_basePath}/contacts/{plan.Contact.ContactId}",
            Mode =
                _options.Merge.Replace ? "replace"
                : plan.Contact.IsDeleted ? "restore"
                : "merge",
            Changes = names.Show(plan.Changes),
            KeptMembers = plan.Current.Count(m =>
                !ContactMembers.IsReadOnly(m.Key) && !changed.Contains(m.Key) && m.Value is not null
            ),
            KeptEntries = ContactMembers
                .SubResources.Where(changed.Contains)
                .ToDictionary(m => m, m => Kept(plan, m), StringComparer.Ordinal),
            Warnings = plan.Warnings,
            BodyText = Encoding.UTF8.GetString(plan.Body),
        };
    }

    public UpdatePreview BuildNew(UpdateRow row, NewContact fresh, PatchNames names) =>
        new()
        {
            Row = row.Number,
            Contact = row.Email!,
            ContactId = null,
            Method = "POST",
            Path = $"{_basePath}/contacts",
            Mode = "create",
            Changes = names.Show(fresh.Changes),
            KeptMembers = 0,
            KeptEntries = new Dictionary<string, int>(StringComparer.Ordinal),
            Warnings = [],
            BodyText = CcJson.ToText(fresh.Body),
        };

    /// <param name="row">The row.</param>
    /// <param name="before">The current contact. Empty for a new one.</param>
    /// <param name="after">The contact as the form creates it.</param>
    /// <param name="body">The body to send.</param>
    /// <param name="names">The names of the changed items.</param>
    public UpdatePreview BuildSignUp(
        UpdateRow row,
        JsonObject before,
        JsonObject after,
        byte[] body,
        PatchNames names
    ) =>
        new()
        {
            Row = row.Number,
            Contact = row.Email!,
            ContactId = new Contact(before).ContactId,
            Method = "POST",
            Path = $"{_basePath}/contacts/sign_up_form",
            Mode = "sign up",
            Changes = names.Show(ContactDiff.Between(before, after)),
            KeptMembers = 0,
            KeptEntries = new Dictionary<string, int>(StringComparer.Ordinal),
            Warnings = [],
            BodyText = System.Text.Encoding.UTF8.GetString(body),
        };

    /// <summary>The number of entries of an array that are the same before and after.</summary>
    private static int Kept(UpdatePlan plan, string member)
    {
        List<string> before = [.. EntriesOf(plan.Current, member)];
        return EntriesOf(plan.Expected, member).Count(before.Remove);
    }

    private static IEnumerable<string> EntriesOf(JsonObject contact, string member) =>
        (contact.Array(member) ?? []).Select(CcJson.ToText);
}
