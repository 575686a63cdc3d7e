namespace ConstantContact.Core.Auth;

/// <summary>Encrypts what is written to a file for the user of this machine.</summary>
internal interface IDataProtector
{
    /// <summary>Written into the file, so that another system can say why it cannot read it.</summary>
    string Name { get; }

    byte[] Protect(byte[] plain);

    /// <exception cref="System.Security.Cryptography.CryptographicException">Another user or machine wrote it, or it is damaged.</exception>
    byte[] Unprotect(byte[] content);
}
