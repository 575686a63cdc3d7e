namespace ConstantContact.Core.Auth;

/// <summary>Where the system has no key for each user, the file's own rights protect it.</summary>
internal sealed class PlainProtector : IDataProtector
{
    public string Name => "mode";

    public byte[] Protect(byte[] plain) => plain;

    public byte[] Unprotect(byte[] content) => content;
}
