using System.Text;
using ConstantContact.Core.Base;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Json;

namespace ConstantContact.Core.Updates;

/// <summary>
/// The block that <c>-WhatIf</c> prints for one contact: request line, old and new values, kept members, and the body.
/// </summary>
public static class PreviewText
{
    private const int MemberWidth = 18;
    private const int OldWidth = 18;
    private const int LongestValue = 60;

    /// <summary>
    /// The contact, the mode and the changes: <c>Update contact a@example.com (merge): job_title: Baker -> Pilot</c>.
    /// </summary>
    public static string Line(UpdatePreview preview) =>
        $"{Title(preview)}: "
        + $"{(preview.Changes.Count == 0 ? "no change" : string.Join("; ", ContactDiff.Shown(preview.Changes).Select(Brief)))}";

    /// <summary>Several lines: the request, each change, the kept members, and the body.</summary>
    public static string Render(UpdatePreview preview)
    {
        var text = new StringBuilder();
        text.Append(Title(preview)).Append('\n');
        text.Append(preview.Method).Append(' ').Append(preview.Path).Append('\n');
        foreach (var member in ContactDiff.Shown(preview.Changes).GroupBy(c => c.Member, StringComparer.Ordinal))
        {
            var last = member.Last();
            foreach (var change in member)
            {
                text.Append("  ").Append(Line(change));
                if (ReferenceEquals(change, last) && preview.KeptEntries.TryGetValue(member.Key, out var kept))
                {
                    text.Append(FormattableString.Invariant($"  ({kept} kept)"));
                }

                text.Append('\n');
            }
        }

        string[] removed = [.. ContactDiff.Shown(preview.Changes).Where(c => c.New is null).Select(Name)];
        text.Append(
                FormattableString.Invariant(
                    $"  kept as they are: {Quantity.Of(preview.KeptMembers, "member")}; removed: "
                )
            )
            .Append(removed.Length == 0 ? "none" : string.Join(", ", removed))
            .Append('\n');
        foreach (var warning in preview.Warnings)
        {
            text.Append("  note: ").Append(warning).Append('\n');
        }

        text.Append(
                FormattableString.Invariant(
                    $"body, {Quantity.Of(Encoding.UTF8.GetByteCount(preview.BodyText), "byte")}:\n"
                )
            )
            .Append(ShownText.Lines(preview.BodyText));
        return text.ToString();
    }

    private static string Brief(ContactChange change) =>
        IsMembership(change)
            ? $"{change.Member} {(change.Old is null ? "+" : "-")} {Short(change.Key!)}"
            : $"{Short(change.Path)}: {Short(change.Old ?? "(none)")} {Marks.Arrow} {Short(change.New ?? "(none)")}";

    private static bool IsMembership(ContactChange change) =>
        change.Key is not null && change.Part is null && (change.New ?? change.Old) == ContactFacets.Present;

    private static string Title(UpdatePreview preview) =>
        $"{preview.Mode switch { "create" => "Create", "sign up" => "Sign up", _ => "Update" }} contact "
        + $"{preview.Contact} ({preview.Mode})";

    private static string Line(ContactChange change)
    {
        var label = change.Member.PadRight(MemberWidth);
        if (IsMembership(change))
        {
            return $"{label} {(change.Old is null ? "+" : "-")} {Short(change.Key!)}";
        }

        var entry = Name(change);
        var old =
            change.Key is null && change.Part is null ? Short(change.Old ?? "(none)")
            : change.Old is null ? $"+ {entry}"
            : $"{entry}: {Short(change.Old)}";
        var after =
            change.New is null ? "(removed)"
            : change.Member == ContactMembers.Notes ? string.Empty
            : Short(change.New);
        return after.Length == 0 ? $"{label} {old}" : $"{label} {old.PadRight(OldWidth)} {Marks.Arrow}  {after}";
    }

    private static string Name(ContactChange change) =>
        change switch
        {
            { Key: null, Part: null } => ShownText.Line(change.Member),
            { Key: null } => ShownText.Line(change.Part!),
            { Part: null } => Short(change.Key),
            _ => ShownText.Line($"{change.Key} {change.Part}"),
        };

    private static string Short(string value)
    {
        var line = ShownText.Line(value);
        return line.Length <= LongestValue ? line : line.Substring(0, LongestValue - 3) + "...";
    }
}
