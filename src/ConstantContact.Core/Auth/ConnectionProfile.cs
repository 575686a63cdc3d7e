using System.IO;
using System.Text.Json;
using System.Text.Json.Nodes;
using ConstantContact.Core.Base;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Json;
using ConstantContact.Core.Storage;

namespace ConstantContact.Core.Auth;

/// <summary>
/// The settings for connecting again by name. They contain no secret; secrets stay in the store that the profile names.
/// </summary>
public sealed class ConnectionProfile
{
    /// <summary>The name used if none is given.</summary>
    public const string DefaultName = "default";

    private const string Folder = "profiles";

    public required string Name { get; init; }

    public required string ClientId { get; init; }

    public required Uri AuthUri { get; init; }

    public required Uri BaseUri { get; init; }

    /// <summary>The file that keeps the sign-in; null if a vault keeps it.</summary>
    public string? TokenFile { get; init; }

    public string? VaultName { get; init; }

    public string? SecretName { get; init; }

    /// <summary>Where the sign-in is kept: the file, or the vault and the secret.</summary>
    public string Store => VaultName is null ? TokenFile ?? string.Empty : $"vault {VaultName}, secret {SecretName}";

    public bool LongLivedRefreshToken { get; init; }

    /// <summary>The token file of a profile that names no store.</summary>
    public static string TokenFileOf(string name) => DataFolder.Current.PathOf(Folder, Checked(name) + ".token");

    /// <exception cref="InvalidInputException">The profile does not exist or cannot be read.</exception>
    public static ConnectionProfile Load(string name)
    {
        var path = PathOf(name);
        if (!File.Exists(path))
        {
            var others = Names().ToList();
            throw InvalidInputException.Value(
                "Profile",
                name,
                "no profile has this name.",
                (others.Count == 0 ? "There are no saved profiles." : $"Saved profiles: {string.Join(", ", others)}.")
                    + " Sign in once with -ProfileName to save one."
            );
        }

        try
        {
            return Read(name, SharedFile.ReadAllBytes(path));
        }
        catch (Exception e)
            when (e is JsonException or UriFormatException or IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException(
                "CcInvalidFile",
                $"The profile {path} cannot be read: {e.Message}",
                "Remove it and sign in again with -ProfileName.",
                e
            );
        }
    }

    /// <summary>The saved profiles, sorted by name.</summary>
    public static IEnumerable<string> Names()
    {
        var folder = DataFolder.Current.PathOf(Folder);
        return Directory.Exists(folder)
            ? Directory
                .EnumerateFiles(folder, "*.json")
                .Select(f => Path.GetFileNameWithoutExtension(f))
                .Where(IsName)
                .OrderBy(n => n, StringComparer.OrdinalIgnoreCase)
            : [];
    }

    /// <exception cref="InvalidInputException">The name cannot be a file name.</exception>
    public static string Checked(string name) =>
        IsName(name)
            ? name
            : throw InvalidInputException.Value(
                "Profile",
                name,
                "a name has up to 64 letters, digits, '-', '_' and '.'.",
                "Choose another name."
            );

    public static void Remove(string name) => DurableFile.Delete(PathOf(name));

    /// <exception cref="TokenStoreException">The profile cannot be written.</exception>
    public void Save()
    {
        var root = new JsonObject
        {
            ["format"] = "ConstantContact.Profile",
            ["client_id"] = ClientId,
            ["auth_uri"] = AuthUri.AbsoluteUri,
            ["base_uri"] = BaseUri.AbsoluteUri,
            ["token_file"] = TokenFile,
            ["vault_name"] = VaultName,
            ["secret_name"] = SecretName,
            ["long_lived_refresh_token"] = LongLivedRefreshToken,
        };
        try
        {
            DataFolder.Current.Make(Folder);
            DurableFile.Replace(PathOf(Name), CcJson.ToUtf8(root));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw TokenStoreException.Failed("profile " + Name, "be written", e);
        }
    }

    public override string ToString() => Name;

    private static ConnectionProfile Read(string name, byte[] bytes)
    {
        var root = CcJson.Parse(bytes);
        return new ConnectionProfile
        {
            Name = name,
            ClientId = root.RequiredText("client_id"),
            AuthUri = new Uri(root.RequiredText("auth_uri")),
            BaseUri = new Uri(root.RequiredText("base_uri")),
            TokenFile = root.Text("token_file"),
            VaultName = root.Text("vault_name"),
            SecretName = root.Text("secret_name"),
            LongLivedRefreshToken = root.Flag("long_lived_refresh_token") ?? false,
        };
    }

    private static string PathOf(string name) => DataFolder.Current.PathOf(Folder, Checked(name) + ".json");

    // Path separators are not allowed, and ".." has no letter.
    private static bool IsName(string name) =>
        name.Length is > 0 and <= 64
        && name[0] != '.'
        && name.All(c => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '-' or '_' or '.');
}
