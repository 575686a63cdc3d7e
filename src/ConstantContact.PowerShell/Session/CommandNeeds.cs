namespace ConstantContact.PowerShell.Session;

/// <summary>
/// Scopes and privileges that a cmdlet needs, told from its name: the vendor grants contacts as one scope, and asks the user's
/// privilege to read or to write beside it; all that is about activities asks for the one to write.
/// </summary>
internal static class CommandNeeds
{
    private const string ContactData = "contact_data";
    private static readonly string[] Reading = ["Get", "Test", "Compare", "Export", "Wait"];

    internal static (IReadOnlyList<string> Scopes, IReadOnlyList<string> Privileges) Of(IEnumerable<string> commands)
    {
        SortedSet<string> scopes = new(StringComparer.Ordinal), privileges = new(StringComparer.Ordinal);
        foreach (string[] parts in commands.Select(c => c.Split(['-'], 2)))
        {
            string verb = parts[0], noun = parts.Length == 2 ? parts[1] : "";
            bool reads = Reading.Contains(verb, StringComparer.OrdinalIgnoreCase);
            switch (noun.ToUpperInvariant())
            {
                case "CCACCOUNT" when reads:
                    scopes.Add("account_read");
                    privileges.Add("account:read");
                    break;
                case "CCRUN" when reads:
                case "CCACCOUNT" or "CCCONNECTION" or "CCQUOTA" or "CCREQUEST":
                    break;
                case "CCLIST" or "CCSEGMENT":
                    scopes.Add(ContactData);
                    privileges.Add(reads ? "contacts:lists:read" : "contacts:lists:write");
                    break;
                case "CCACTIVITY":
                    scopes.Add(ContactData);
                    privileges.Add("contacts:write");
                    break;
                case "CCEMULATOR":
                    break;
                case "CCCONTACTENGAGEMENT":
                    // Contacts are read where they are given by their addresses.
                    scopes.Add(ContactData);
                    privileges.Add("contacts:read");
                    privileges.Add("ui:campaign:metrics");
                    break;
                default:
                    scopes.Add(ContactData);
                    privileges.Add("contacts:read");
                    if (!reads || verb.Equals("Export", StringComparison.OrdinalIgnoreCase))
                    {
                        privileges.Add("contacts:write");
                    }

                    break;
            }
        }

        return (scopes.ToList(), privileges.ToList());
    }
}
