using System.IO;
using System.Text.Json;
using System.Text.Json.Nodes;
using ConstantContact.Core.Base;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Json;
using ConstantContact.Core.Storage;

namespace ConstantContact.Core.Auth;

/// <summary>What it takes to connect again under a name, without any secret: those stay in the store that it points to.</summary>
public sealed class ConnectionProfile
{
    /// <summary>The name where none is given.</summary>
    public const string DefaultName = "default";

    private const string Folder = "profiles";

    public required string Name { get; init; }

    public required string ClientId { get; init; }

    public required Uri AuthUri { get; init; }

    public required Uri BaseUri { get; init; }

    /// <summary>The file that keeps the sign-in; null where a vault does.</summary>
    public string? TokenFile { get; init; }

    public string? VaultName { get; init; }

    public string? SecretName { get; init; }

    public bool LongLivedRefreshToken { get; init; }

    /// <summary>The token file of a profile that names no store of its own.</summary>
    public static string TokenFileOf(string name) => DataFolder.Current.PathOf(Folder, Checked(name) + ".token");

    /// <exception cref="InvalidInputException">There is none of this name, or it cannot be read.</exception>
    public static ConnectionProfile Load(string name)
    {
        var path = PathOf(name);
        if (!File.Exists(path))
        {
            var others = Names().ToList();
            throw InvalidInputException.Value(
                "Profile",
                name,
                "nothing is saved under this name.",
                (others.Count == 0 ? "No profile is saved." : $"Saved are: {string.Join(", ", others)}.") + " Sign in once with -ProfileName to save one.");
        }

        try
        {
            return Read(name, SharedFile.ReadAllBytes(path));
        }
        catch (Exception e) when (e is JsonException or UriFormatException or IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException("CcInvalidFile", $"The profile {path} cannot be read: {e.Message}", "Remove it and sign in again with -ProfileName.", e);
        }
    }

    /// <summary>The saved ones, by name.</summary>
    public static IEnumerable<string> Names()
    {
        var folder = DataFolder.Current.PathOf(Folder);
        return Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, "*.json").Select(f => Path.GetFileNameWithoutExtension(f)).Where(IsName).OrderBy(n => n, StringComparer.OrdinalIgnoreCase)
            : [];
    }

    /// <exception cref="InvalidInputException">Such a name cannot be a file's.</exception>
    public static string Checked(string name) => IsName(name)
        ? name
        : throw InvalidInputException.Value("Profile", name, "a name is made of up to 64 letters, digits, '-', '_' and '.'.", "Choose another name.");

    public static void Remove(string name) => DurableFile.Delete(PathOf(name));

    /// <exception cref="TokenStoreException">It cannot be written.</exception>
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

    // A path's separators cannot be part of it, and ".." has no letter.
    private static bool IsName(string name) =>
        name.Length is > 0 and <= 64 && name[0] != '.' && name.All(c => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '-' or '_' or '.');
}
