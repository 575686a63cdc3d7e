namespace ConstantContact.Core.Auth;

/// <summary>For systems without a key for each user. The file's permissions protect it.</summary>
internal sealed class PlainProtector : IDataProtector
{
    public string Name => "mode";

    public byte[] Protect(byte[] plain) => plain;

    public byte[] Unprotect(byte[] content) => content;
}
