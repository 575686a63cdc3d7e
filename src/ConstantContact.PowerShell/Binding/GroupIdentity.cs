using ConstantContact.Core.Errors;
using ConstantContact.Core.Names;

namespace ConstantContact.PowerShell.Binding;

/// <summary>Identifies a list or tag.</summary>
public abstract class GroupIdentity : NamedIdentity
{
    private protected GroupIdentity(object value, string kind, string[] idMembers, string[] nameMembers)
        : base(value, kind, idMembers, nameMembers) { }

    /// <exception cref="InvalidInputException">CcUnknownName or CcAmbiguousName, with the candidates.</exception>
    private protected abstract Task<string> IdAsync(NameDirectory names, CancellationToken cancellationToken);

    /// <summary>The ids, in order. Empty if nothing was given.</summary>
    /// <exception cref="InvalidInputException">CcUnknownName or CcAmbiguousName, with the candidates.</exception>
    internal static async Task<IReadOnlyList<string>> IdsAsync(
        IReadOnlyList<GroupIdentity>? given,
        NameDirectory names,
        CancellationToken cancellationToken
    )
    {
        List<string> ids = [];
        foreach (var one in given ?? [])
        {
            ids.Add(await one.IdAsync(names, cancellationToken).ConfigureAwait(false));
        }

        return ids;
    }
}
