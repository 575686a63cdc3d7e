using System.ComponentModel;
using ConstantContact.Core.Api;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Names;

namespace ConstantContact.PowerShell.Binding;

/// <summary>Identifies a tag.</summary>
[TypeConverter(typeof(NamedIdentityConverter))]
public sealed class TagIdentity : GroupIdentity
{
    /// <param name="value">An id, a name, or an object that has one.</param>
    public TagIdentity(object value)
        : base(value, "tag", ["TagId", "tag_id"], ["Name"]) { }

    /// <exception cref="InvalidInputException">CcUnknownName or CcAmbiguousName, with the candidates.</exception>
    internal Task<ContactTag> FindAsync(NameDirectory names, CancellationToken cancellationToken) =>
        names.TagAsync(Text, cancellationToken);

    private protected override async Task<string> IdAsync(NameDirectory names, CancellationToken cancellationToken) =>
        (await FindAsync(names, cancellationToken).ConfigureAwait(false)).Id;
}
