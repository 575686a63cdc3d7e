using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Text.RegularExpressions;
using ConstantContact.Tests.Hosted;
using Xunit;

namespace ConstantContact.PowerShell.Tests.Conventions;

/// <summary>The conventions of cmdlets, checked for every cmdlet that the module exports.</summary>
public sealed class ConventionTests
{
    /// <summary>
    /// API names → our names. Where a cmdlet has a parameter of the second name, the first is its alias.
    /// </summary>
    private static readonly Dictionary<string, string> ApiNames = new(StringComparer.Ordinal)
    {
        ["FirstName"] = "first_name",
        ["LastName"] = "last_name",
        ["JobTitle"] = "job_title",
        ["CompanyName"] = "company_name",
        ["BirthdayMonth"] = "birthday_month",
        ["BirthdayDay"] = "birthday_day",
        ["ContactId"] = "contact_id",
        ["Email"] = "email_address",
        ["ActivityId"] = "activity_id",
    };

    /// <summary>Cmdlets for which pipeline input makes no sense.</summary>
    private static readonly string[] NoPipeline =
    [
        "Connect-CcAccount",
        "Disconnect-CcAccount",
        "Get-CcConnection",
        "Test-CcConnection",
        "Get-CcAccount",
        "Get-CcQuota",
        "Get-CcContactCount",
        "Get-CcSetting",
        "Start-CcEmulator",
    ];

    /// <summary>
    /// Cmdlets that restore contacts or change a permission. All Remove cmdlets have the same impact.
    /// </summary>
    private static readonly string[] High =
    [
        "Restore-CcContact",
        "Register-CcContact",
        "Request-CcResubscription",
        "Invoke-CcRequest",
        "Invoke-CcPlan",
        "Undo-CcRun",
    ];

    /// <summary>Longer ones first.</summary>
    private static readonly string[] Nouns = ["CustomField", "Segment", "List", "Tag"];

    /// <summary>Parameters that take one of known names → what completes them.</summary>
    private static readonly Dictionary<string, string> Chosen = new(StringComparer.Ordinal)
    {
        ["Include"] = nameof(ValidateSetAttribute),
        ["Status"] = nameof(ValidateSetAttribute),
        ["State"] = nameof(ValidateSetAttribute),
        ["ActivityType"] = nameof(ValidateSetAttribute),
        ["PermissionToSend"] = nameof(ValidateSetAttribute),
        ["Field"] = "ExportFieldCompleter",
        ["Clear"] = "ClearNameCompleter",
        ["ProfileName"] = "ProfileNameCompleter",
        ["RunId"] = "RunIdCompleter",
        ["Scope"] = "ScopeCompleter",
        ["For"] = "CommandNameCompleter",
    };

    public static TheoryData<string> Cmdlets => [.. ExportedCmdlets.All.Keys.Order(StringComparer.Ordinal)];

    public static TheoryData<string> Writers =>
        [.. ExportedCmdlets.Writers.Select(c => c.Name).Order(StringComparer.Ordinal)];

    [Fact]
    public void Verbs_are_approved()
    {
        using ModuleHost host = ModuleHost.Open();
        string[] approved =
        [
            .. typeof(VerbsCommon)
                .Assembly.ExportedTypes.Where(t =>
                    t.Name.StartsWith("Verbs", StringComparison.Ordinal) && t.IsAbstract && t.IsSealed
                )
                .SelectMany(t => t.GetFields())
                .Where(f => f.IsLiteral)
                .Select(f => (string)f.GetRawConstantValue()!),
        ];

        Assert.Contains("Restore", approved);
        Assert.All(ExportedCmdlets.All.Values, cmdlet => Assert.Contains(cmdlet.Verb, approved));
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void Nouns_have_the_prefix_and_are_singular(string name)
    {
        string noun = ExportedCmdlets.All[name].Noun;

        Assert.Matches("^Cc[A-Z][A-Za-z]+$", noun);
        Assert.False(
            Regex.IsMatch(noun, "(?<!s|u)s$", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)),
            $"{noun} looks like a plural."
        );
    }

    /// <summary>Except for cmdlets that remove something and have no output without -PassThru.</summary>
    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void Output_types_are_declared(string name)
    {
        CmdletInfo cmdlet = ExportedCmdlets.All[name];
        bool isSilent = cmdlet.Verb is "Remove" or "Disconnect" or "Stop" && !cmdlet.Parameters.ContainsKey("PassThru");

        Assert.True(cmdlet.OutputType.Count > 0 || isSilent, "no [OutputType]");
    }

    [Theory]
    [MemberData(nameof(Writers))]
    public void Writers_support_ShouldProcess_and_say_how_much_is_at_stake(string name)
    {
        CmdletAttribute attribute = ExportedCmdlets.All[name].Attribute();
        bool isHigh = attribute.VerbName == VerbsCommon.Remove || High.Contains(name, StringComparer.Ordinal);

        Assert.True(attribute.SupportsShouldProcess, "a writer without -WhatIf");
        Assert.Equal(isHigh, attribute.ConfirmImpact == ConfirmImpact.High);
        Assert.NotEqual(ConfirmImpact.None, attribute.ConfirmImpact);
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void Reader_has_no_WhatIf(string name)
    {
        CmdletInfo cmdlet = ExportedCmdlets.All[name];

        Assert.True(
            !cmdlet.SupportsShouldProcess()
                || ExportedCmdlets.Writers.Contains(cmdlet)
                || cmdlet.Verb is "Export" or "Connect" or "Disconnect" or "Stop",
            "a reader that asks"
        );
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void Something_can_be_piped_in_every_parameter_set(string name)
    {
        CmdletInfo cmdlet = ExportedCmdlets.All[name];
        if (NoPipeline.Contains(name, StringComparer.Ordinal))
        {
            return;
        }

        Assert.Contains(
            cmdlet.ParameterSets,
            set => set.Parameters.Any(p => p.ValueFromPipeline || p.ValueFromPipelineByPropertyName)
        );
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void Parameters_are_switches_and_never_bool_and_are_named_in_the_singular(string name) =>
        Assert.All(
            ExportedCmdlets.All[name].OwnParameters(),
            parameter =>
            {
                Assert.True(
                    parameter.ParameterType != typeof(bool) && parameter.ParameterType != typeof(bool?),
                    $"-{parameter.Name} is a bool"
                );
                Assert.Matches("^[A-Z][A-Za-z0-9]+$", parameter.Name);
                Assert.False(
                    parameter.ParameterType.IsArray
                        && Regex.IsMatch(
                            parameter.Name,
                            "(?<!s|u)s$",
                            RegexOptions.CultureInvariant,
                            TimeSpan.FromSeconds(1)
                        ),
                    $"-{parameter.Name} looks like a plural"
                );
            }
        );

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void The_names_of_the_API_are_understood(string name) =>
        Assert.All(
            ExportedCmdlets.All[name].OwnParameters().Where(p => ApiNames.ContainsKey(p.Name)),
            parameter => Assert.Contains(ApiNames[parameter.Name], parameter.Aliases)
        );

    /// <summary>One type for each noun, whatever the name of the parameter is, and a completer for its names.</summary>
    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void Identity_is_bound_by_the_type_of_the_noun_and_completed(string name) =>
        Assert.All(
            ExportedCmdlets.All[name].OwnParameters(),
            parameter =>
            {
                Type type = parameter.ParameterType.GetElementType() ?? parameter.ParameterType;
                string noun = Nouns.FirstOrDefault(n => parameter.Name.EndsWith(n, StringComparison.Ordinal)) ?? "";
                Assert.True(
                    noun.Length == 0
                        || type.Name == $"{noun}Identity"
                        || type == typeof(System.Collections.IDictionary),
                    $"-{parameter.Name} is a {type.Name}"
                );
                if (type.Name.EndsWith("Identity", StringComparison.Ordinal) && type.Name != "ContactIdentity")
                {
                    Assert.Equal(
                        type.Name.Replace("Identity", "NameCompleter", StringComparison.Ordinal),
                        CompleterOf(parameter)
                    );
                }
            }
        );

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void A_contact_may_be_given_in_any_form_and_from_the_pipeline(string name) =>
        Assert.All(
            ExportedCmdlets.All[name].OwnParameters().Where(p => p.Name == "Contact"),
            parameter =>
            {
                Assert.Equal(
                    "ContactIdentity",
                    (parameter.ParameterType.GetElementType() ?? parameter.ParameterType).Name
                );

                // Rows hold more than an identity: docs/architecture.md.
                if (name != "Update-CcContact")
                {
                    Assert.True(parameter.ParameterSets.Values.All(p => p.ValueFromPipeline), "not from the pipeline");
                    Assert.Superset(
                        new HashSet<string>([
                            "InputObject",
                            "ContactId",
                            "contact_id",
                            "Email",
                            "EmailAddress",
                            "email_address",
                        ]),
                        new HashSet<string>(parameter.Aliases)
                    );
                }
            }
        );

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void Parameters_with_known_values_are_completed(string name) =>
        Assert.All(
            ExportedCmdlets.All[name].OwnParameters().Where(p => Chosen.ContainsKey(p.Name)),
            parameter =>
            {
                // The engine itself completes a set of values.
                string completer = parameter.Attributes.OfType<ValidateSetAttribute>().Any()
                    ? nameof(ValidateSetAttribute)
                    : CompleterOf(parameter);
                Assert.Equal(Chosen[parameter.Name], completer);
            }
        );

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void Parameter_sets_can_be_told_apart(string name)
    {
        CmdletInfo cmdlet = ExportedCmdlets.All[name];
        CommandParameterSetInfo[] sets = [.. cmdlet.ParameterSets];

        Assert.True(sets.Length == 1 || sets.Count(s => s.IsDefault) == 1, "several parameter sets and no default");
        foreach (CommandParameterSetInfo set in sets)
        {
            int[] positions = [.. set.Parameters.Where(p => p.Position >= 0).Select(p => p.Position).Order()];
            Assert.Equal(Enumerable.Range(0, positions.Length), positions);
            Assert.True(
                set.Parameters.Count(p => p.ValueFromPipeline) <= 1,
                $"two parameters take the pipeline in {set.Name}"
            );
        }

        // Two sets without a mandatory parameter of their own cannot be told apart if no parameter is given.
        string[][] required =
        [
            .. sets.Select(s =>
                s.Parameters.Where(p => p.IsMandatory).Select(p => p.Name).Order(StringComparer.Ordinal).ToArray()
            ),
        ];
        Assert.Equal(sets.Length, required.Select(r => string.Join(",", r)).Distinct(StringComparer.Ordinal).Count());
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void Common_parameters_are_spelled_as_everywhere(string name)
    {
        CmdletInfo cmdlet = ExportedCmdlets.All[name];

        Assert.All(
            cmdlet.OwnParameters().Where(p => p.Name is "PassThru" or "Force" or "Wait" or "NoWait" or "All"),
            p => Assert.Equal(typeof(SwitchParameter), p.ParameterType)
        );
        Assert.All(
            cmdlet.OwnParameters().Where(p => p.Name.EndsWith("Path", StringComparison.Ordinal)),
            p => Assert.Contains(p.ParameterType, (Type[])[typeof(string), typeof(string[])])
        );
        Assert.DoesNotContain(cmdlet.OwnParameters(), p => p.Name is "Whatif" or "Id" or "Verbose" or "ErrorAction");
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void The_question_mark_works(string name)
    {
        using ModuleHost host = ModuleHost.Open();

        ScriptResult result = host.Run($"{name} -?");

        Assert.Null(result.Terminating);
        Assert.Contains(
            name,
            string.Join(
                '\n',
                result
                    .Output.Select(o => o.ToString())
                    .Append(result.ScreenText)
                    .Concat(result.Errors.Select(e => e.ToString()))
            ),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void There_is_a_help_page(string name) =>
        Assert.True(File.Exists(Path.Combine(TestFiles.RepositoryRoot, "docs", "en-US", $"{name}.md")));

    [Fact]
    public void The_manifest_has_no_wildcards_and_exports_cmdlets_only()
    {
        using ModuleHost host = ModuleHost.Open();
        string manifest = File.ReadAllText(TestFiles.Manifest);
        PSModuleInfo module = host.Run("Get-Module ConstantContact").Succeeded().Single<PSModuleInfo>();

        Assert.DoesNotMatch(@"ToExport\s*=[^\n]*\*", manifest);
        Assert.Matches(@"FunctionsToExport\s*=\s*@\(\)", manifest);
        Assert.Matches(@"AliasesToExport\s*=\s*@\(\)", manifest);
        Assert.Matches(@"VariablesToExport\s*=\s*@\(\)", manifest);
        Assert.Empty(module.ExportedFunctions);
        Assert.Empty(module.ExportedAliases);
        Assert.Empty(module.ExportedVariables);
    }

    private static string CompleterOf(ParameterMetadata parameter) =>
        parameter.Attributes.OfType<ArgumentCompleterAttribute>().SingleOrDefault()?.Type.Name ?? "none";
}
