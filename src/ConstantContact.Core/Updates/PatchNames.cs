using ConstantContact.Core.Contacts;

namespace ConstantContact.Core.Updates;

/// <summary>
/// The names of everything that a patch changes, for display. The diff knows lists, tags, fields and choices only by
/// id.
/// </summary>
internal sealed class PatchNames
{
    private readonly Dictionary<string, string> _names;
    private readonly Dictionary<string, string> _choices;

    public PatchNames(ContactPatch patch, IReadOnlyDictionary<string, string> choiceLabels)
    {
        _names = new(StringComparer.OrdinalIgnoreCase);
        foreach (
            var named in patch
                .AddLists.Concat(patch.RemoveLists)
                .Concat(patch.AddTags)
                .Concat(patch.RemoveTags)
                .Concat(patch.Fields.Select(f => f.Field))
        )
        {
            _names[named.Id] = named.Name;
        }

        _choices = choiceLabels.ToDictionary(c => c.Key, c => c.Value, StringComparer.Ordinal);
    }

    public IReadOnlyList<ContactChange> Show(IReadOnlyList<ContactChange> changes) =>
        [
            .. changes.Select(c =>
                c.Key is not null && _names.TryGetValue(c.Key, out var name)
                    ? c with
                    {
                        Key = name,
                        Old = Labels(c, c.Old),
                        New = Labels(c, c.New),
                    }
                    : c
            ),
        ];

    private string? Labels(ContactChange change, string? value) =>
        value is null || change.Member != ContactMembers.CustomFields
            ? value
            : string.Join(
                ";",
                value.Split(';').Select(v => _choices.TryGetValue($"{change.Key}/{v}", out var label) ? label : v)
            );
}
