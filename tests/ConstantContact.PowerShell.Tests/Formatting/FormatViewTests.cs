using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.Loader;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using ConstantContact.PowerShell.Tests.Harness;
using Xunit;

namespace ConstantContact.PowerShell.Tests.Formatting;

/// <summary>The views name types and members as text, which no compiler checks.</summary>
public sealed class FormatViewTests
{
    private static readonly XDocument Views = XDocument.Load(Path.Combine(TestFiles.ModuleFolder, "Format.ps1xml"));

    public static TheoryData<string> Names => new(Views.Descendants("View").Select(view => (string)view.Element("Name")!));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_view_selects_a_type_that_exists_and_shows_members_that_it_has(string view)
    {
        XElement shown = Views.Descendants("View").Single(v => (string)v.Element("Name")! == view);
        Type type = FindType(shown.Descendants("TypeName").Single().Value);

        IEnumerable<string> properties = shown.Descendants("PropertyName").Select(p => p.Value);
        IEnumerable<string> used = shown.Descendants("ScriptBlock").SelectMany(s => Regex.Matches(s.Value, @"\$_\.(?<name>\w+)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1))).Select(m => m.Groups["name"].Value);
        Assert.All(properties.Concat(used), name => Assert.True(type.GetProperty(name) is not null, $"{type} has no {name}"));
    }

    [Fact]
    public void Script_blocks_call_helpers_that_exist()
    {
        foreach (Match call in Views.Descendants("ScriptBlock").SelectMany(s => Regex.Matches(s.Value, @"\[(?<type>[\w.]+)\]::(?<method>\w+)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1))))
        {
            Assert.NotNull(FindType(call.Groups["type"].Value).GetMethod(call.Groups["method"].Value));
        }
    }

    private static Type FindType(string name)
    {
        using ModuleHost host = ModuleHost.Open();
        host.Run("Get-CcContact -Email a@example.com");
        IEnumerable<Assembly> ours = AssemblyLoadContext.All.SelectMany(c => c.Assemblies).Where(a => a.GetName().Name is "ConstantContact.Core" or "ConstantContact.PowerShell");
        return ours.Select(a => a.GetType(name)).OfType<Type>().Single();
    }
}
