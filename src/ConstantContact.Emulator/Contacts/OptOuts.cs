using System;
using System.Text.Json.Nodes;
using ConstantContact.Emulator.Http;
using ConstantContact.Emulator.Json;

namespace ConstantContact.Emulator.Contacts;

/// <summary>The traces of unsubscribing on the e-mail address. The contact's own updated_at does not change.</summary>
internal static class OptOuts
{
    internal static void Stamp(JsonObject email, string source, string? reason, DateTimeOffset now)
    {
        email["permission_to_send"] = "unsubscribed";
        email["updated_at"] = now.ToApi();
        email["opt_out_source"] = source;
        email["opt_out_date"] = now.ToApi();
        email.SetOrRemove("opt_out_reason", reason);
    }

    internal static void Clear(JsonObject email)
    {
        email.Remove("opt_out_source");
        email.Remove("opt_out_date");
        email.Remove("opt_out_reason");
    }
}
