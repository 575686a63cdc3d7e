using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Reflection;
using System.Runtime.Loader;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using System.Xml.Linq;
using ConstantContact.Emulator.Options;
using ConstantContact.PowerShell.Tests.Conventions;
using ConstantContact.Tests.Hosted;
using Xunit;

namespace ConstantContact.PowerShell.Tests.Formatting;

/// <summary>The views name types and members as text, which no compiler checks.</summary>
public sealed class FormatViewTests
{
    private static readonly XDocument Views = XDocument.Load(Path.Combine(TestFiles.ModuleFolder, "Format.ps1xml"));

    private static readonly XDocument Types = XDocument.Load(Path.Combine(TestFiles.ModuleFolder, "Types.ps1xml"));

    public static TheoryData<string> Names =>
        new(Views.Descendants("View").Select(view => (string)view.Element("Name")!));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_view_selects_a_type_that_exists_and_shows_members_that_it_has(string view)
    {
        XElement shown = Views.Descendants("View").Single(v => (string)v.Element("Name")! == view);
        Type type = FindType(shown.Descendants("TypeName").Single().Value);

        IEnumerable<string> properties = shown.Descendants("PropertyName").Select(p => p.Value);
        IEnumerable<string> used = shown
            .Descendants("ScriptBlock")
            .SelectMany(s =>
                Regex.Matches(s.Value, @"\$_\.(?<name>\w+)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1))
            )
            .Select(m => m.Groups["name"].Value);
        Assert.All(
            properties.Concat(used),
            name => Assert.True(type.GetProperty(name) is not null, $"{type} has no {name}")
        );
    }

    /// <summary>More than five are cut off or wrapped in a window of usual width; the rest is in the list.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void A_table_has_at_most_five_columns_and_a_cell_for_each(string view)
    {
        XElement shown = Views.Descendants("View").Single(v => (string)v.Element("Name")! == view);
        int headers = shown.Descendants("TableColumnHeader").Count();

        Assert.InRange(headers, 0, 5);
        Assert.All(
            shown.Descendants("TableColumnItems"),
            cells => Assert.Equal(headers, cells.Elements("TableColumnItem").Count())
        );
    }

    [Theory]
    [MemberData(nameof(ViewedTypes))]
    public void A_type_has_one_table_and_one_list(string name)
    {
        XElement[] views = [.. Views.Descendants("View").Where(v => v.Descendants("TypeName").Single().Value == name)];

        Assert.Single(views.Descendants("TableControl"));
        Assert.Single(views.Descendants("ListControl"));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Moments_say_that_they_are_UTC(string view)
    {
        XElement shown = Views.Descendants("View").Single(v => (string)v.Element("Name")! == view);
        Type type = FindType(shown.Descendants("TypeName").Single().Value);

        Assert.All(
            shown
                .Descendants("PropertyName")
                .Where(p => p.Parent!.Name.LocalName is "TableColumnItem" or "ListItem" && IsMoment(type, p.Value)),
            property => Assert.Equal("{0:u}", property.Parent!.Element("FormatString")?.Value)
        );
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_column_has_the_name_of_the_property_that_it_shows(string view)
    {
        XElement shown = Views.Descendants("View").Single(v => (string)v.Element("Name")! == view);
        string[] labels = [.. shown.Descendants("TableColumnHeader").Select(h => h.Element("Label")!.Value)];

        Assert.Equal(labels, shown.Descendants("TableColumnItem").Select(PropertyOf));
        Assert.All(
            shown.Descendants("ListItem").Where(i => i.Element("Label") is not null),
            item => Assert.Equal(item.Element("Label")!.Value, PropertyOf(item))
        );
    }

    /// <summary>
    /// Operators work in constrained language and on copies that came back from a job; calls of our methods do not. All
    /// clean the text of the service in one way.
    /// </summary>
    [Fact]
    public void Script_blocks_have_operators_only()
    {
        const string Clean =
            @" -replace '[\r\n\t]+', ' ' -replace '[\p{Cc}\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]', '"
            + "\uFFFD'";

        Assert.All(
            Views
                .Descendants("ScriptBlock")
                .Where(s => s.Parent!.Name.LocalName != "ItemSelectionCondition")
                .Select(s => s.Value),
            script => Assert.Matches(@"^(\$_\.\w+|\(\$_\.\w+ -join '[;, ]+'\))" + Regex.Escape(Clean) + "$", script)
        );
        Assert.All(
            Views.Descendants("ItemSelectionCondition").Descendants("ScriptBlock").Select(s => s.Value),
            script => Assert.Matches(@"^\$null -ne \$_\.\w+$", script)
        );
    }

    public static TheoryData<string> ViewedTypes =>
        new(
            Views
                .Descendants("View")
                .Select(view => view.Descendants("TypeName").Single().Value)
                .Distinct(StringComparer.Ordinal)
        );

    [Theory]
    [MemberData(nameof(ViewedTypes))]
    public void A_type_with_a_view_has_default_properties_that_it_really_has(string name)
    {
        XElement members = Types.Descendants("Type").Single(t => (string)t.Element("Name")! == name);
        Type type = FindType(name);

        Assert.Equal("PSStandardMembers", members.Descendants("MemberSet").Single().Element("Name")!.Value);
        Assert.NotEmpty(Properties(members, "DefaultDisplayPropertySet"));
        Assert.All(
            Properties(members, "DefaultDisplayPropertySet").Concat(Properties(members, "DefaultKeyPropertySet")),
            property => Assert.True(type.GetProperty(property) is not null, $"{type} has no {property}")
        );
    }

    [Fact]
    public async Task The_engine_knows_the_default_properties()
    {
        await using EmulatedAccount account = await EmulatedAccount.StartAsync(
            new EmulatorOptions
            {
                Rate = 0,
                Quota = 0,
                Members = 5,
            }
        );

        ScriptResult result = account
            .Run(
                "$list = @(Get-CcList)[0]; $list.PSStandardMembers.DefaultDisplayPropertySet.ReferencedPropertyNames; $list.PSStandardMembers.DefaultKeyPropertySet.ReferencedPropertyNames"
            )
            .Succeeded();

        Assert.Equal(
            ["Name", "Members", "Favorite", "UpdatedAt", "ListId", "ListId"],
            result.Output.Select(o => o.ToString())
        );
    }

    [Fact]
    public void Outputs_of_cmdlets_have_views() =>
        Assert.All(
            ExportedCmdlets
                .All.Values.SelectMany(static c => c.OutputType)
                .Select<PSTypeName, string>(static t => t.Name)
                .Where(static n => n.StartsWith("ConstantContact.", StringComparison.Ordinal))
                .Distinct(StringComparer.Ordinal),
            name => Assert.Contains(Views.Descendants("TypeName"), type => type.Value == name)
        );

    private static IEnumerable<string> Properties(XElement members, string set) =>
        members
            .Descendants("PropertySet")
            .Where(s => (string)s.Element("Name")! == set)
            .Descendants("ReferencedProperties")
            .Elements("Name")
            .Select(e => e.Value);

    private static string PropertyOf(XElement item) =>
        item.Element("PropertyName")?.Value
        ?? Regex
            .Match(
                item.Element("ScriptBlock")!.Value,
                @"\$_\.(?<name>\w+)",
                RegexOptions.ExplicitCapture,
                TimeSpan.FromSeconds(1)
            )
            .Groups["name"]
            .Value;

    private static bool IsMoment(Type type, string property) =>
        type.GetProperty(property)!.PropertyType is { } shown
        && (Nullable.GetUnderlyingType(shown) ?? shown) == typeof(DateTimeOffset);

    private static Type FindType(string name)
    {
        using ModuleHost host = ModuleHost.Open();
        host.Run("Get-CcContact -Email a@example.com");
        IEnumerable<Assembly> ours = AssemblyLoadContext
            .All.SelectMany(c => c.Assemblies)
            .Where(a => a.GetName().Name is "ConstantContact.Core" or "ConstantContact.PowerShell");
        return ours.Select(a => a.GetType(name)).OfType<Type>().Single();
    }
}
