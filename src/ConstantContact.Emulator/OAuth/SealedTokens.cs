using System;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ConstantContact.Emulator.Json;

namespace ConstantContact.Emulator.OAuth;

/// <summary>
/// Tokens that carry their own meaning under a seal, so that nothing has to be remembered per token. Access tokens are
/// JWTs with the claims of the service's (cid, scp, exp, aud); theirs are signed by RS256, these by HS256, with a key
/// that lives as long as the emulator.
/// </summary>
internal sealed class SealedTokens
{
    private const string Issuer = "https://emulator.example.com";
    private static readonly string Header = Base64Url.EncodeToString("""{"alg":"HS256","typ":"JWT"}"""u8);
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

    internal string AccessToken(string clientId, IEnumerable<string> scopes, DateTimeOffset now, TimeSpan life)
    {
        var claims = new JsonObject
        {
            ["ver"] = 1,
            ["jti"] = "AT." + Random(16),
            ["iss"] = Issuer,
            ["aud"] = "https://api.cc.email/v3",
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = (now + life).ToUnixTimeSeconds(),
            ["cid"] = clientId,
            ["scp"] = new JsonArray([.. scopes.Select(s => (JsonNode?)JsonValue.Create(s))]),
            ["sub"] = "owner@example.com",
        };
        var signed = Header + "." + Base64Url.EncodeToString(JsonText.Write(claims));
        return signed + "." + Base64Url.EncodeToString(Seal(Encoding.ASCII.GetBytes(signed)));
    }

    /// <summary>Null where the token is none of ours or has expired.</summary>
    internal AcceptedToken? Read(string token, DateTimeOffset now)
    {
        var parts = token.Split('.');
        if (parts.Length != 3 || !Fits(Encoding.ASCII.GetBytes(parts[0] + "." + parts[1]), parts[2]))
        {
            return null;
        }

        var claims = (JsonObject)JsonText.Parse(Base64Url.DecodeFromChars(parts[1]))!;
        return (long)claims["exp"]! <= now.ToUnixTimeSeconds()
            ? null
            : new AcceptedToken((string)claims["cid"]!, [.. claims["scp"]!.AsArray().Select(s => (string)s!)]);
    }

    internal string RefreshToken(int grant, int number)
    {
        var content = new byte[8];
        BinaryPrimitives.WriteInt32BigEndian(content, grant);
        BinaryPrimitives.WriteInt32BigEndian(content.AsSpan(4), number);
        return Base64Url.EncodeToString(content) + "." + Base64Url.EncodeToString(Seal(content));
    }

    internal (int Grant, int Number)? ReadRefreshToken(string token)
    {
        var parts = token.Split('.');
        Span<byte> content = stackalloc byte[8];
        return
            parts.Length == 2
            && parts[0].Length == 11
            && Base64Url.TryDecodeFromChars(parts[0], content, out var length)
            && length == 8
            && Fits(content, parts[1])
            ? (BinaryPrimitives.ReadInt32BigEndian(content), BinaryPrimitives.ReadInt32BigEndian(content[4..]))
            : null;
    }

    internal static string Random(int bytes) => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(bytes));

    private byte[] Seal(ReadOnlySpan<byte> content) => HMACSHA256.HashData(_key, content);

    private bool Fits(ReadOnlySpan<byte> content, string seal) =>
        CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(Base64Url.EncodeToString(Seal(content))),
            Encoding.ASCII.GetBytes(seal)
        );
}
