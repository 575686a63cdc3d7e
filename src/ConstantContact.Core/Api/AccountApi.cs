using System.IO;
using System.Net.Http;
using System.Text.Json;
using System.Text.Json.Nodes;
using ConstantContact.Core.Http;
using ConstantContact.Core.Json;
using ConstantContact.Core.Resilience;

namespace ConstantContact.Core.Api;

/// <summary><c>/account</c>.</summary>
public static class AccountApi
{
    /// <summary>
    /// Name, organization, time zone and ids of the account: a cheap test of a token with the scope account_read.
    /// </summary>
    public static ApiRequest<JsonObject> Summary() =>
        new(HttpMethod.Get, "account/summary", CcJson.ReadObjectAsync)
        {
            Repeat = RepeatRule.Safe,
            Scope = Need.AccountRead,
            Privilege = Need.AccountReadPrivilege,
        };

    /// <summary>The account's own addresses. The answer is a bare array.</summary>
    public static ApiRequest<IReadOnlyList<AccountEmail>> Emails() =>
        new(
            HttpMethod.Get,
            "account/emails",
            static (stream, cancellationToken) => ReadArrayAsync(stream, AccountEmail.From, cancellationToken)
        )
        {
            Repeat = RepeatRule.Safe,
            Scope = Need.AccountRead,
            Privilege = Need.AccountReadPrivilege,
        };

    /// <summary>The names of the user's privileges, such as <c>contacts:write</c>. Needs no scope.</summary>
    public static ApiRequest<IReadOnlyList<string>> UserPrivileges() =>
        new(
            HttpMethod.Get,
            "account/user/privileges",
            static (stream, cancellationToken) =>
                ReadArrayAsync(stream, static item => item.RequiredText("privilege_name"), cancellationToken)
        )
        {
            Repeat = RepeatRule.Safe,
        };

    private static async Task<IReadOnlyList<T>> ReadArrayAsync<T>(
        Stream stream,
        Func<JsonElement, T> read,
        CancellationToken cancellationToken
    )
    {
        var root = await CcJson.ReadElementAsync(stream, cancellationToken).ConfigureAwait(false);
        return root.ValueKind == JsonValueKind.Array
            ? root.EnumerateArray().Select(read).ToList()
            : throw new JsonException($"Expected an array, but found {CcJson.Describe(root.ValueKind)}.");
    }
}
