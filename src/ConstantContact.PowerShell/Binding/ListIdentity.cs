using System.ComponentModel;
using ConstantContact.Core.Api;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Names;

namespace ConstantContact.PowerShell.Binding;

/// <summary>Identifies a list.</summary>
[TypeConverter(typeof(NamedIdentityConverter))]
public sealed class ListIdentity : GroupIdentity
{
    /// <param name="value">An id, a name, or an object that has one.</param>
    public ListIdentity(object value)
        : base(value, "list", ["ListId", "list_id"], ["Name"]) { }

    /// <exception cref="InvalidInputException">CcUnknownName or CcAmbiguousName, with the candidates.</exception>
    internal Task<ContactList> FindAsync(NameDirectory names, CancellationToken cancellationToken) =>
        names.ListAsync(Text, cancellationToken);

    private protected override async Task<string> IdAsync(NameDirectory names, CancellationToken cancellationToken) =>
        (await FindAsync(names, cancellationToken).ConfigureAwait(false)).Id;
}
