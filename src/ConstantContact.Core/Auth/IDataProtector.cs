namespace ConstantContact.Core.Auth;

/// <summary>Encrypts the content of a file for the user of this machine.</summary>
internal interface IDataProtector
{
    /// <summary>Written into the file, so that another system can explain why it cannot read it.</summary>
    string Name { get; }

    byte[] Protect(byte[] plain);

    /// <exception cref="System.Security.Cryptography.CryptographicException">
    /// The content was written by another user or machine, or it is damaged.
    /// </exception>
    byte[] Unprotect(byte[] content);
}
