namespace ConstantContact.PowerShell.Session;

/// <summary>
/// Derives the scopes and privileges of a cmdlet from its name. The vendor has one scope for contacts, but separate
/// user privileges for reading and writing. Everything about activities needs the privilege to write.
/// </summary>
internal static class CommandNeeds
{
    private const string ContactData = "contact_data";
    private static readonly string[] Reading = ["Get", "Test", "Compare", "Export", "Wait"];

    internal static (IReadOnlyList<string> Scopes, IReadOnlyList<string> Privileges) Of(IEnumerable<string> commands)
    {
        var scopes = new SortedSet<string>(StringComparer.Ordinal);
        var privileges = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var parts in commands.Select(c => c.Split(['-'], 2)))
        {
            string verb = parts[0],
                noun = parts.Length == 2 ? parts[1] : "";
            var reads = Reading.Contains(verb, StringComparer.OrdinalIgnoreCase);
            switch (noun.ToUpperInvariant())
            {
                case "CCACCOUNT" when reads:
                    scopes.Add("account_read");
                    privileges.Add("account:read");
                    break;
                case "CCRUN" or "CCPLAN" when reads:
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
                    // The cmdlet reads contacts that are given by address.
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
