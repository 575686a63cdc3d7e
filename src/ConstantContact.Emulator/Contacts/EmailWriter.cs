using System.Text.Json.Nodes;
using ConstantContact.Emulator.Accounts;
using ConstantContact.Emulator.Http;
using ConstantContact.Emulator.Json;
using ConstantContact.Emulator.Switches;

namespace ConstantContact.Emulator.Contacts;

/// <summary>
/// The e-mail address of a contact after a POST or PUT, with its permission and the dates of opting in and out.
/// </summary>
internal sealed class EmailWriter(EmulatedAccount account)
{
    internal JsonObject New(JsonObject sent, string source)
    {
        var now = account.Now.ToApi();
        var permission = sent.Text("permission_to_send") ?? "implicit";
        var email = new JsonObject
        {
            ["address"] = sent.Text("address"),
            ["permission_to_send"] = permission,
            ["created_at"] = now,
            ["updated_at"] = now,
            ["opt_in_source"] = source,
            ["opt_in_date"] = now,
            ["confirm_status"] = ContactShape.ConfirmStatus(permission, account.Switches),
        };
        if (permission == "unsubscribed")
        {
            OptOuts.Stamp(email, source, sent.Text("opt_out_reason"), account.Now);
        }

        return email;
    }

    internal JsonObject? After(JsonObject before, JsonObject body, string source)
    {
        var stored = before.Object("email_address");
        var sent = body.Object("email_address");
        if (sent is null)
        {
            if (stored is null || account.Switches.Is(SwitchCatalogue.OmittedEmail, "keep"))
            {
                return stored?.DeepClone().AsObject();
            }

            if (account.Switches.Is(SwitchCatalogue.OmittedEmail, "reject") || before.Object("sms_channel") is null)
            {
                throw ApiProblem.Validation("email_address is missing");
            }

            return null;
        }

        if (stored is null)
        {
            return New(sent, source);
        }

        var email = stored.DeepClone().AsObject();
        if (email.Text("address") != sent.Text("address"))
        {
            email["address"] = sent.Text("address");
            email["updated_at"] = account.Now.ToApi();
        }

        SetPermission(email, sent, source);
        EntryMerge.KeepUnknown(email, sent, ContactShape.EmailKnows, account.Switches);
        return email;
    }

    private void SetPermission(JsonObject email, JsonObject sent, string source)
    {
        var was = email.Text("permission_to_send");
        var becomes =
            sent.Text("permission_to_send")
            ?? (account.Switches.Is(SwitchCatalogue.OmittedPermission, "keep") ? was : "implicit");
        if (becomes == "unsubscribed")
        {
            var reason = sent.Text("opt_out_reason");
            if (was != "unsubscribed" || account.Switches.Is(SwitchCatalogue.OptOutStamp, "on-every-put"))
            {
                OptOuts.Stamp(email, source, reason, account.Now);
            }
            else
            {
                email.SetOrRemove("opt_out_reason", reason);
            }

            return;
        }

        if (was == becomes)
        {
            return;
        }

        if (was == "unsubscribed" && email.Text("opt_out_source") == "Contact" && source == "Account")
        {
            if (account.Switches.Is(SwitchCatalogue.OptOutOverride, "ignore"))
            {
                return;
            }

            // Only the contact's own act undoes the contact's own act. The real text is unknown.
            throw ApiProblem.Validation(
                "email_address[permission_to_send] cannot be changed by the account after the contact opted out"
            );
        }

        email["permission_to_send"] = becomes;
        email["updated_at"] = account.Now.ToApi();
        email["confirm_status"] = ContactShape.ConfirmStatus(becomes!, account.Switches);
        OptOuts.Clear(email);
        if (becomes == "explicit")
        {
            email["opt_in_date"] = account.Now.ToApi();
        }
    }
}
