using System.Collections;
using System.Management.Automation;
using System.Text.Json.Nodes;
using ConstantContact.Core.Runs;
using ConstantContact.Core.Storage;
using ConstantContact.PowerShell.Session;

namespace ConstantContact.PowerShell.Driving;

/// <summary>Makes the record of a run from the command as it was given.</summary>
internal static class RunSetup
{
    /// <summary>Parameters that do not affect what is done, or that the record stores separately.</summary>
    private static readonly HashSet<string> Beside = new(StringComparer.OrdinalIgnoreCase)
    {
        "RunId",
        "ReportPath",
        "PassThru",
        "MaximumRemoval",
        "MaximumAge",
        "Connection",
        "Force",
        "InputObject",
        "WhatIf",
        "Confirm",
        "Verbose",
        "Debug",
        "ErrorAction",
        "WarningAction",
        "InformationAction",
        "ProgressAction",
        "ErrorVariable",
        "WarningVariable",
        "InformationVariable",
        "OutVariable",
        "OutBuffer",
        "PipelineVariable",
    };

    /// <summary>Parameters that hold personal data, which the record must not contain.</summary>
    private static readonly HashSet<string> Personal = new(StringComparer.OrdinalIgnoreCase)
    {
        "Contact",
        "Email",
        "ContactId",
        "FirstName",
        "LastName",
        "JobTitle",
        "CompanyName",
        "BirthdayMonth",
        "BirthdayDay",
        "Anniversary",
        "CustomField",
        "Phone",
        "Address",
        "AddNote",
        "NewEmailAddress",
        "ConsentReference",
    };

    /// <summary>Opens the run of rows. Call it on the pipeline thread, before the first record.</summary>
    /// <param name="cmdlet">The command.</param>
    /// <param name="account">The account that it works on.</param>
    /// <param name="runId">Null to make one.</param>
    /// <param name="reportPath">Null for no report.</param>
    /// <param name="whatIf">Nothing will be sent.</param>
    /// <param name="recorded">Options that are recorded otherwise than they were given, such as a path in full.</param>
    public static OpenRun Open(
        PSCmdlet cmdlet,
        CcConnection account,
        string? runId,
        string? reportPath,
        bool whatIf,
        IReadOnlyDictionary<string, string>? recorded = null
    ) =>
        OpenRun.Begin(
            DataFolder.Current,
            runId,
            Plan(cmdlet, account, reportPath, recorded),
            reportPath,
            account.Time,
            whatIf,
            () => account.Tokens.Owner
        );

    /// <summary>The record of the command. Call it on the pipeline thread.</summary>
    public static RunRecord Plan(
        PSCmdlet cmdlet,
        CcConnection account,
        string? reportPath,
        IReadOnlyDictionary<string, string>? recorded = null
    )
    {
        var options = new JsonObject();
        List<string> unrecorded = [];
        foreach (
            var given in cmdlet
                .MyInvocation.BoundParameters.OrderBy(static p => p.Key, StringComparer.Ordinal)
                .Where(static p => !Beside.Contains(p.Key))
        )
        {
            if (Personal.Contains(given.Key))
            {
                unrecorded.Add(given.Key);
            }
            else
            {
                options[given.Key] = Value(given.Value);
            }
        }

        foreach (var option in recorded ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            options[option.Key] = option.Value;
        }

        var command = cmdlet.MyInvocation.MyCommand;
        return new RunRecord
        {
            RunId = "",
            Cmdlet = command.Name,
            ModuleVersion = command.Version?.ToString(),
            BaseUri = account.BaseUri.AbsoluteUri,
            Client = account.ClientId,
            Account = account.Tokens.Owner,
            StartedAt = account.Time.GetUtcNow(),
            Options = options.ToJsonString(),
            Unrecorded = unrecorded,
            NeedsRows = cmdlet.MyInvocation.ExpectingInput,
            ReportPath = reportPath,
        };
    }

    /// <summary>The parameters of the run's command, to be given again.</summary>
    public static Hashtable Parameters(RunRecord run) => (Hashtable)Given(JsonNode.Parse(run.Options))!;

    private static object? Given(JsonNode? value)
    {
        switch (value)
        {
            case JsonObject map:
                var members = new Hashtable(StringComparer.OrdinalIgnoreCase);
                foreach (var member in map)
                {
                    members[member.Key] = Given(member.Value);
                }

                return members;
            case JsonArray list:
                return list.Select(Given).ToArray();
            case JsonValue one when one.TryGetValue(out bool isSet):
                return isSet;
            default:
                return value?.GetValue<string>();
        }
    }

    private static JsonNode? Value(object? value) =>
        value switch
        {
            null => null,
            PSObject { BaseObject: { } inner } => Value(inner),
            SwitchParameter isSet => JsonValue.Create(isSet.IsPresent),
            bool flag => JsonValue.Create(flag),
            string text => JsonValue.Create(text),
            IDictionary map => Map(map),
            IEnumerable list => new JsonArray([.. list.Cast<object?>().Select(Value)]),
            _ => JsonValue.Create(LanguagePrimitives.ConvertTo<string>(value)),
        };

    private static JsonObject Map(IDictionary map)
    {
        var members = new JsonObject();
        foreach (var entry in map.Cast<DictionaryEntry>().OrderBy(static e => e.Key.ToString(), StringComparer.Ordinal))
        {
            members[entry.Key.ToString() ?? ""] = Value(entry.Value);
        }

        return members;
    }
}
