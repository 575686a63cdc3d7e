using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Reflection;
using System.Runtime.Loader;
using ConstantContact.Tests.Hosted;
using Xunit;

namespace ConstantContact.PowerShell.Tests.Isolation;

/// <summary>
/// The import looks at every public type before <c>OnImport</c> has made Core loadable. Loading a type needs the layout
/// of its fields and its interfaces: a Core struct, enum or interface there fails the import; a class does not.
/// </summary>
public sealed class CmdletShapeTests
{
    private const BindingFlags Declared =
        BindingFlags.Instance
        | BindingFlags.Static
        | BindingFlags.Public
        | BindingFlags.NonPublic
        | BindingFlags.DeclaredOnly;

    private static readonly Assembly Cmdlets = LoadCmdlets();

    public static TheoryData<string> PublicTypes => new(Cmdlets.ExportedTypes.Select(type => type.FullName!));

    public static TheoryData<string> CmdletTypes => new(AllCmdlets().Select(type => type.FullName!));

    [Theory]
    [MemberData(nameof(PublicTypes))]
    public void No_field_base_or_interface_needs_Core_at_the_import(string name)
    {
        Type type = Cmdlets.GetType(name, throwOnError: true)!;

        Assert.False(IsCore(type.BaseType), $"{type} derives from {type.BaseType}");
        Assert.DoesNotContain(type.GetInterfaces().SelectMany(Parts), IsCore);
        Assert.All(
            type.GetFields(Declared),
            field =>
                Assert.DoesNotContain(
                    Parts(field.FieldType),
                    part => IsCore(part) && (part.IsValueType || part.IsInterface)
                )
        );
    }

    [Theory]
    [MemberData(nameof(CmdletTypes))]
    public void Parameters_are_of_types_that_users_can_name(string name) =>
        Assert.All(
            Cmdlets
                .GetType(name, throwOnError: true)!
                .GetProperties()
                .Where(property => property.IsDefined(typeof(ParameterAttribute))),
            property => Assert.DoesNotContain(Parts(property.PropertyType), IsCore)
        );

    [Theory]
    [MemberData(nameof(CmdletTypes))]
    public void Cmdlets_are_sealed_and_named_after_their_command(string name)
    {
        Type type = Cmdlets.GetType(name, throwOnError: true)!;
        CmdletAttribute command = type.GetCustomAttribute<CmdletAttribute>()!;

        Assert.True(type.IsSealed);
        Assert.Equal($"{command.VerbName}{command.NounName}Command", type.Name);
        Assert.StartsWith("Cc", command.NounName, StringComparison.Ordinal);
        Assert.StartsWith("ConstantContact.PowerShell.Commands.", type.Namespace, StringComparison.Ordinal);
    }

    [Fact]
    public void The_manifest_exports_nothing_that_is_not_there()
    {
        using ModuleHost host = ModuleHost.Open();
        string[] exported = host.Run("(Get-Module ConstantContact).ExportedCmdlets.Keys")
            .Succeeded()
            .Output.Select(o => o.ToString())
            .ToArray();

        Assert.Equal(
            AllCmdlets()
                .Select(type => type.GetCustomAttribute<CmdletAttribute>()!)
                .Select(c => $"{c.VerbName}-{c.NounName}")
                .Order(StringComparer.Ordinal),
            exported.Order(StringComparer.Ordinal)
        );
    }

    private static IEnumerable<Type> AllCmdlets() =>
        Cmdlets.ExportedTypes.Where(type => type.IsDefined(typeof(CmdletAttribute), inherit: false));

    private static bool IsCore(Type? type) => type?.Assembly.GetName().Name == "ConstantContact.Core";

    private static IEnumerable<Type> Parts(Type type) =>
        type.HasElementType ? Parts(type.GetElementType()!)
        : type.IsGenericType ? type.GetGenericArguments().SelectMany(Parts).Append(type)
        : [type];

    private static Assembly LoadCmdlets()
    {
        using ModuleHost host = ModuleHost.Open();
        return AssemblyLoadContext.Default.Assemblies.Single(a => a.GetName().Name == "ConstantContact.PowerShell");
    }
}
