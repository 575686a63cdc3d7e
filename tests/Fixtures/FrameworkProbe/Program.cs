using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace ConstantContact.FrameworkProbe;

/// <summary>
/// Loads the cmdlets as Windows PowerShell does, from a folder laid out as shipped and with the module's own loader,
/// and lets the runtime prepare every method of ours: what cannot be found or does not fit is found out here. Says what
/// failed, and last how many methods it prepared.
/// </summary>
internal static class Program
{
    private static int Main(string[] args)
    {
        var cmdlets = Assembly.LoadFrom(args[0]);

        // Without the loader there is no way to Core; with System.Memory in reach, the loader would not be proven.
        if (CanLoad("System.Memory") || CanLoad("ConstantContact.Core"))
        {
            Console.Error.WriteLine(
                "System.Memory or Core can be found without the module's loader: this run would prove nothing."
            );
            return 1;
        }

        var loader = cmdlets.GetType("ConstantContact.PowerShell.ModuleLoader", throwOnError: true);
        loader.GetMethod("OnImport").Invoke(Activator.CreateInstance(loader), null);

        var failures = new List<string>();
        var prepared = 0;
        foreach (
            var assembly in new[]
            {
                cmdlets,
                Assembly.Load(cmdlets.GetReferencedAssemblies().Single(name => name.Name == "ConstantContact.Core")),
            }
        )
        {
            foreach (var type in TypesOf(assembly, failures))
            {
                prepared += Prepare(type, failures);
            }
        }

        failures.ForEach(Console.Error.WriteLine);
        Console.WriteLine($"{prepared} methods prepared, {failures.Count} failed");
        return failures.Count == 0 && prepared > 0 ? 0 : 1;
    }

    private static bool CanLoad(string name)
    {
        try
        {
            return Assembly.Load(name) is not null;
        }
        catch (Exception e) when (e is FileNotFoundException or FileLoadException)
        {
            return false;
        }
    }

    private static IEnumerable<Type> TypesOf(Assembly assembly, List<string> failures)
    {
        try
        {
            return assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException e)
        {
            failures.AddRange(e.LoaderExceptions.Select(loading => loading.Message));
            return e.Types.Where(type => type is not null);
        }
    }

    private static int Prepare(Type type, List<string> failures)
    {
        const BindingFlags Declared =
            BindingFlags.Instance
            | BindingFlags.Static
            | BindingFlags.Public
            | BindingFlags.NonPublic
            | BindingFlags.DeclaredOnly;
        var prepared = 0;
        var closed = type.IsGenericTypeDefinition ? Close(type, type.MakeGenericType) : type;
        foreach (
            var method in closed
                .GetMethods(Declared)
                .Concat<MethodBase>(closed.GetConstructors(Declared))
                .Where(method => !method.IsAbstract)
        )
        {
            try
            {
                // PrepareMethod does nothing in Mono; the address of a method needs its code.
                var code = method is MethodInfo { IsGenericMethodDefinition: true } generic
                    ? Close(generic, generic.MakeGenericMethod)
                    : method;
                code.MethodHandle.GetFunctionPointer();
                prepared++;
            }
            catch (Exception e)
            {
                failures.Add($"{type}.{method}: {e.GetType().Name}: {e.Message}");
            }
        }

        return prepared;
    }

    // Generic code is prepared for one kind of type, which stands for all of its kind: a struct or the named base class
    // where the code asks for one.
    private static T Close<T>(T definition, Func<Type[], T> make) =>
        make(
            GenericArguments(definition)
                .Select(argument =>
                    (argument.GenericParameterAttributes & GenericParameterAttributes.NotNullableValueTypeConstraint)
                    != 0
                        ? typeof(int)
                        : Array.Find(
                            argument.GetGenericParameterConstraints(),
                            c => c is { IsClass: true, IsSealed: false }
                        ) ?? typeof(object)
                )
                .ToArray()
        );

    private static Type[] GenericArguments<T>(T definition) =>
        definition is Type type ? type.GetGenericArguments() : ((MethodBase)(object)definition).GetGenericArguments();
}
