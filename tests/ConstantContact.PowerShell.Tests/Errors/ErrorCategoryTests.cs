using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using System.Text.RegularExpressions;
using ConstantContact.Tests.Hosted;
using Xunit;

namespace ConstantContact.PowerShell.Tests.Errors;

/// <summary>Every error id in the shipped files has an explicit category.</summary>
public sealed class ErrorCategoryTests
{
    private static readonly MethodInfo CategoryOf = FindCategoryOf();

    private static readonly string[] AllIds =
    [
        .. IdsInText("ConstantContact.PowerShell.dll")
            .Concat(IdsInText("dependencies/ConstantContact.Core.dll"))
            .Concat(IdsOfTypes())
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal),
    ];

    public static TheoryData<string> Ids => new(AllIds);

    [Theory]
    [MemberData(nameof(Ids))]
    public void Every_id_has_a_category(string id) => Assert.NotNull(CategoryOf.Invoke(null, [id]));

    [Theory]
    [InlineData("CcNotConnected", ErrorCategory.ConnectionError)]
    [InlineData("CcInvalidRequest", ErrorCategory.InvalidArgument)]
    [InlineData("CcAuthenticationFailed", ErrorCategory.AuthenticationError)]
    [InlineData("CcForbidden", ErrorCategory.PermissionDenied)]
    [InlineData("CcNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("CcConflict", ErrorCategory.ResourceExists)]
    [InlineData("CcRateLimited", ErrorCategory.LimitsExceeded)]
    [InlineData("CcQuotaExceeded", ErrorCategory.QuotaExceeded)]
    [InlineData("CcQueueFull", ErrorCategory.ResourceBusy)]
    [InlineData("CcServiceUnavailable", ErrorCategory.ResourceUnavailable)]
    [InlineData("CcTimeout", ErrorCategory.OperationTimeout)]
    [InlineData("CcConnectionFailed", ErrorCategory.ConnectionError)]
    [InlineData("CcUnexpectedResponse", ErrorCategory.InvalidResult)]
    public void The_documented_ids_have_the_documented_categories(string id, ErrorCategory category)
    {
        Assert.Contains(id, AllIds);
        Assert.Equal(category, CategoryOf.Invoke(null, [id]));
    }

    /// <summary>Ids are literals: all strings of the metadata that look like one.</summary>
    private static IEnumerable<string> IdsInText(string file)
    {
        using PEReader pe = new(File.OpenRead(Path.Combine(TestFiles.ModuleFolder, "bin", "net8.0", file)));
        MetadataReader metadata = pe.GetMetadataReader();
        List<string> found = [];
        for (
            UserStringHandle handle = MetadataTokens.UserStringHandle(1);
            !handle.IsNil;
            handle = metadata.GetNextHandle(handle)
        )
        {
            string text = metadata.GetUserString(handle);
            if (Regex.IsMatch(text, "^Cc[A-Z][A-Za-z]+$", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)))
            {
                found.Add(text);
            }
        }

        return found;
    }

    private static IEnumerable<string> IdsOfTypes()
    {
        Assembly core = AssemblyLoadContext
            .All.Single(c => c.Name == "ConstantContact")
            .Assemblies.Single(a => a.GetName().Name == "ConstantContact.Core");
        Type root = core.GetType("ConstantContact.Core.Errors.CcException", throwOnError: true)!;
        PropertyInfo id = root.GetProperty("ErrorId")!;
        return core.GetTypes()
            .Where(type => root.IsAssignableFrom(type) && !type.IsAbstract)
            .Select(type => (string?)id.GetValue(RuntimeHelpers.GetUninitializedObject(type)))
            .OfType<string>();
    }

    private static MethodInfo FindCategoryOf()
    {
        using ModuleHost host = ModuleHost.Open();

        // Something of Core's, so that its context is there.
        host.Run("Get-CcContact -Email a@example.com");
        return AssemblyLoadContext
            .Default.Assemblies.Single(a => a.GetName().Name == "ConstantContact.PowerShell")
            .GetType("ConstantContact.PowerShell.Errors.ErrorRecords", throwOnError: true)!
            .GetMethod("CategoryOf", BindingFlags.Static | BindingFlags.NonPublic)!;
    }
}
