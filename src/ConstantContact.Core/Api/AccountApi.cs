using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Text.Json;
using System.Text.Json.Nodes;
using ConstantContact.Core.Http;
using ConstantContact.Core.Json;

namespace ConstantContact.Core.Api;

/// <summary><c>/account</c>.</summary>
public static class AccountApi
{
    /// <summary>Name, organization, time zone and ids of the account: a cheap check of a token with the scope account_read.</summary>
    public static ApiRequest<JsonObject> Summary() =>
        new(HttpMethod.Get, "account/summary", CcJson.ReadObjectAsync)
        {
            Repeat = RepeatRule.Safe,
            Scope = Need.AccountRead,
            Privilege = Need.AccountReadPrivilege,
        };

    /// <summary>The names of what the user may do, such as <c>contacts:write</c>. Needs no scope.</summary>
    public static ApiRequest<IReadOnlyList<string>> UserPrivileges() =>
        new(HttpMethod.Get, "account/user/privileges", static async (stream, cancellationToken) =>
        {
            var root = await CcJson.ReadElementAsync(stream, cancellationToken).ConfigureAwait(false);
            return root.ValueKind == JsonValueKind.Array
                ? root.EnumerateArray().Select(static item => item.RequiredText("privilege_name")).ToList()
                : throw new JsonException($"An array was expected, but this is {CcJson.Describe(root.ValueKind)}.");
        })
        {
            Repeat = RepeatRule.Safe,
        };
}
