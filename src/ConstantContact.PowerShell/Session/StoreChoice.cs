using System.Collections;
using ConstantContact.Core.Auth;
using ConstantContact.Core.Errors;

namespace ConstantContact.PowerShell.Session;

/// <summary>The store that the parameters select.</summary>
internal sealed class StoreChoice
{
    private const string DefaultSecretName = "ConstantContact";

    private StoreChoice(ITokenStore store)
    {
        Store = store;
    }

    internal ITokenStore Store { get; }

    internal string? TokenFile { get; private init; }

    internal string? VaultName { get; private init; }

    internal string? SecretName { get; private init; }

    /// <summary>False if no store was named; the sign-in then stays in memory.</summary>
    internal bool IsNamed { get; private init; }

    /// <summary>False for script blocks, which cannot be saved for the next session.</summary>
    internal bool CanBeSaved => TokenFile is not null || VaultName is not null;

    /// <param name="tokenFile">A full path.</param>
    /// <param name="vaultName">A registered vault.</param>
    /// <param name="secretName">The secret in the vault. By default, there is one for each profile.</param>
    /// <param name="scripts">Load and Save.</param>
    /// <param name="profileName">Selects the profile's own file if no other store is named.</param>
    internal static StoreChoice Of(
        string? tokenFile,
        string? vaultName,
        string? secretName,
        IDictionary? scripts,
        string? profileName
    )
    {
        if (new object?[] { tokenFile, vaultName, scripts }.Count(o => o is not null) > 1)
        {
            throw InvalidInputException.Value(
                "Token store",
                value: null,
                "more than one store was given.",
                "Give only one of -TokenFile, -VaultName and -TokenStore."
            );
        }

        if (secretName is not null && vaultName is null)
        {
            throw InvalidInputException.Value("SecretName", secretName, "no vault was given.", "Add -VaultName.");
        }

        if (scripts is not null)
        {
            return new StoreChoice(ScriptTokenStore.Create(scripts)) { IsNamed = true };
        }

        if (vaultName is not null)
        {
            secretName ??= profileName is null ? DefaultSecretName : $"{DefaultSecretName}-{profileName}";
            return new StoreChoice(
                new LaggingTokenStore(new VaultTokenStore(vaultName, secretName), TimeProvider.System)
            )
            {
                IsNamed = true,
                VaultName = vaultName,
                SecretName = secretName,
            };
        }

        tokenFile ??= profileName is null ? null : ConnectionProfile.TokenFileOf(profileName);
        return tokenFile is null
            ? new StoreChoice(new MemoryTokenStore())
            : new StoreChoice(new FileTokenStore(tokenFile)) { IsNamed = true, TokenFile = tokenFile };
    }

    internal static StoreChoice Of(ConnectionProfile profile) =>
        Of(profile.TokenFile, profile.VaultName, profile.SecretName, scripts: null, profile.Name);
}
