using System.Text.Json.Nodes;
using ConstantContact.Core.Api;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Json;

namespace ConstantContact.Core.Updates.Creating;

/// <summary>
/// Converts a patch to the flat format of the sign-up form, which accepts fewer members than a contact has.
/// </summary>
internal static class SignUpBody
{
    /// <exception cref="InvalidInputException">There is no list, or the form has no member for a value.</exception>
    public static byte[] Of(string email, ContactPatch patch)
    {
        if (patch.AddLists.Count is 0 or > 50)
        {
            throw InvalidInputException.Value(
                "-List",
                null,
                $"the sign-up form takes 1 to 50 lists, not {patch.AddLists.Count}.",
                "Name the lists that the person asked for."
            );
        }

        Refuse("a tag", patch.AddTags.Count + patch.RemoveTags.Count > 0);
        Refuse("a note", patch.AddNotes.Count > 0);
        Refuse("another address", patch.NewEmailAddress is not null);
        Refuse(
            "a removal",
            patch.RemoveLists.Count + patch.ClearArrays.Count > 0
                || patch.Core.Values.Any(v => v is null)
                || patch.Phones.Values.Any(v => v is null)
                || patch.Fields.Any(f => f.Clears)
        );
        Refuse("the choices of a custom field", patch.Fields.Any(f => f.ChoiceIds is not null));
        Refuse("more than one phone number", patch.Phones.Count > 1);
        Refuse("more than one street address", patch.Addresses.Count > 1);

        var body = new JsonObject { ["email_address"] = email };
        foreach (var member in ContactMembers.Core.Where(patch.Core.ContainsKey))
        {
            body[member] = patch.Core[member] is int number
                ? JsonValue.Create(number)
                : JsonValue.Create((string?)patch.Core[member]);
        }

        foreach (var phone in patch.Phones.Values)
        {
            body["phone_number"] = phone;
        }

        foreach (var address in patch.Addresses)
        {
            var street = new JsonObject { [ContactMembers.Kind] = address.Kind };
            foreach (var part in address.Parts)
            {
                street[part.Key] = part.Value;
            }

            body["street_address"] = street;
        }

        if (patch.Fields.Count > 0)
        {
            body["custom_fields"] = new JsonArray([
                .. patch.Fields.Select(f =>
                    (JsonNode)new JsonObject { ["custom_field_id"] = f.Field.Id, ["value"] = f.Value }
                ),
            ]);
        }

        body["list_memberships"] = CcJson.Texts([.. patch.AddLists.Select(l => l.Id)]);
        return CcJson.ToUtf8(body);
    }

    private static void Refuse(string what, bool isThere)
    {
        if (isThere)
        {
            throw InvalidInputException.Value(
                "The sign-up form",
                null,
                $"it has no place for {what}.",
                "Leave it out, and make that change with Update-CcContact afterwards."
            );
        }
    }
}
