using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace ConstantContact.PowerShell.Tests.Isolation;

/// <summary>
/// A framework, an engine and a module as metadata alone: looks up what a file's references would be bound to, without
/// loading one of them. Binding follows Windows PowerShell: what the framework has in a version that is high enough is
/// the framework's, the rest is the module's.
/// </summary>
internal sealed class MetadataWorld : IDisposable
{
    private readonly List<IDisposable> _open = [];
    private readonly Dictionary<MetadataReader, MetadataFile> _files = [];
    private readonly Names _names;
    private readonly Dictionary<string, MetadataFile> _framework;
    private readonly Dictionary<string, MetadataFile> _shipped;

    internal MetadataWorld(IEnumerable<string> framework, IEnumerable<string> shipped)
    {
        _names = new Names(this);
        _framework = ReadAll(framework);
        _shipped = ReadAll(shipped);
    }

    public void Dispose() => _open.ForEach(file => file.Dispose());

    /// <summary>The references of a file that lead nowhere, each as text.</summary>
    /// <param name="image">The file's bytes.</param>
    internal IReadOnlyList<string> Unmet(byte[] image)
    {
        MetadataFile file =
            Open(new MemoryStream(image)) ?? throw new ArgumentException("This is no assembly.", nameof(image));
        var reader = file.Reader;
        SortedSet<string> unmet = new(StringComparer.Ordinal);
        foreach (var handle in reader.TypeReferences.Where(handle => Resolve(file, handle) is null))
        {
            unmet.Add($"type {NameOf(file, handle)}");
        }

        foreach (
            var forwarded in reader
                .ExportedTypes.Select(reader.GetExportedType)
                .Where(type => type.IsForwarder && Resolve(file, type) is null)
        )
        {
            unmet.Add($"forwarded type {reader.GetString(forwarded.Namespace)}.{reader.GetString(forwarded.Name)}");
        }

        foreach (
            var member in reader
                .MemberReferences.Select(reader.GetMemberReference)
                .Where(member => !Resolves(file, member))
        )
        {
            unmet.Add($"member {Text(file, member.Parent)}::{reader.GetString(member.Name)}");
        }

        return [.. unmet];
    }

    private Dictionary<string, MetadataFile> ReadAll(IEnumerable<string> paths) =>
        paths
            .Select(path => Open(File.OpenRead(path)))
            .OfType<MetadataFile>()
            .ToDictionary(file => file.Name.Name!, StringComparer.OrdinalIgnoreCase);

    // Null for what has no manifest: the framework's folder has a netmodule or two.
    private MetadataFile? Open(Stream stream)
    {
        PEReader file = new(stream);
        _open.Add(file);
        if (!file.HasMetadata || file.GetMetadataReader() is not { IsAssembly: true } reader)
        {
            return null;
        }

        return _files[reader] = new MetadataFile(reader);
    }

    private MetadataFile? Bind(AssemblyName asked) =>
        _framework.TryGetValue(asked.Name!, out var framework) && asked.Version <= framework.Name.Version ? framework
        : _shipped.TryGetValue(asked.Name!, out var shipped) && asked.Version <= shipped.Name.Version ? shipped
        : null;

    private MetadataType? Resolve(MetadataFile file, TypeReferenceHandle handle)
    {
        var type = file.Reader.GetTypeReference(handle);
        return type.ResolutionScope.Kind switch
        {
            HandleKind.AssemblyReference => Find(
                file,
                (AssemblyReferenceHandle)type.ResolutionScope,
                type.Namespace,
                type.Name
            ),
            HandleKind.TypeReference => Resolve(file, (TypeReferenceHandle)type.ResolutionScope)
                ?.Nested(file.Reader.GetString(type.Name)),
            _ => file.Find(file.Reader.GetString(type.Namespace), file.Reader.GetString(type.Name)),
        };
    }

    private MetadataType? Resolve(MetadataFile file, ExportedType type) =>
        type.Implementation.Kind switch
        {
            HandleKind.AssemblyReference => Find(
                file,
                (AssemblyReferenceHandle)type.Implementation,
                type.Namespace,
                type.Name
            ),
            HandleKind.ExportedType => Resolve(
                file,
                file.Reader.GetExportedType((ExportedTypeHandle)type.Implementation)
            )
                ?.Nested(file.Reader.GetString(type.Name)),
            _ => null,
        };

    private MetadataType? Find(
        MetadataFile file,
        AssemblyReferenceHandle assembly,
        StringHandle space,
        StringHandle name
    ) =>
        Bind(file.Reader.GetAssemblyReference(assembly).GetAssemblyName()) is { } found
            ? Find(found, file.Reader.GetString(space), file.Reader.GetString(name))
            : null;

    private MetadataType? Find(MetadataFile file, string space, string name) =>
        file.Find(space, name) ?? (file.Forwarded(space, name) is { } forwarded ? Resolve(file, forwarded) : null);

    private MetadataType? Resolve(MetadataFile file, EntityHandle type) =>
        type.Kind switch
        {
            // System.Object and interfaces have no base.
            HandleKind.TypeDefinition when !type.IsNil => new MetadataType(file, (TypeDefinitionHandle)type),
            HandleKind.TypeReference => Resolve(file, (TypeReferenceHandle)type),
            HandleKind.TypeSpecification => file
                .Reader.GetTypeSpecification((TypeSpecificationHandle)type)
                .DecodeSignature(_names, null)
                .Type,
            _ => null,
        };

    private bool Resolves(MetadataFile file, MemberReference member)
    {
        // The runtime itself makes the members of arrays.
        if (
            member.Parent.Kind == HandleKind.TypeSpecification
            && file.Reader.GetTypeSpecification((TypeSpecificationHandle)member.Parent)
                .DecodeSignature(_names, null)
                .IsArray
        )
        {
            return true;
        }

        if (member.Parent.Kind is HandleKind.MethodDefinition or HandleKind.ModuleReference)
        {
            return true;
        }

        string name = file.Reader.GetString(member.Name);
        bool isField = member.GetKind() == MemberReferenceKind.Field;
        string shape = isField
            ? member.DecodeFieldSignature(_names, null).Text
            : Text(member.DecodeMethodSignature(_names, null));
        for (
            var type = Resolve(file, member.Parent);
            type is not null;
            type = Resolve(type.File, type.Definition.BaseType)
        )
        {
            if (isField ? HasField(type, name, shape) : HasMethod(type, name, shape))
            {
                return true;
            }
        }

        return false;
    }

    private bool HasField(MetadataType type, string name, string shape) =>
        type
            .Definition.GetFields()
            .Select(type.File.Reader.GetFieldDefinition)
            .Any(field =>
                type.File.Reader.StringComparer.Equals(field.Name, name)
                && field.DecodeSignature(_names, null).Text == shape
            );

    private bool HasMethod(MetadataType type, string name, string shape) =>
        type
            .Definition.GetMethods()
            .Select(type.File.Reader.GetMethodDefinition)
            .Any(method =>
                type.File.Reader.StringComparer.Equals(method.Name, name)
                && Text(method.DecodeSignature(_names, null)) == shape
            );

    private static string Text(MethodSignature<Named> method) =>
        $"{(method.Header.IsInstance ? "instance " : "")}{method.ReturnType.Text} `{method.GenericParameterCount}({string.Join(", ", method.ParameterTypes.Select(type => type.Text))})";

    private string Text(MetadataFile file, EntityHandle type) =>
        type.Kind switch
        {
            HandleKind.TypeReference => NameOf(file, (TypeReferenceHandle)type),
            HandleKind.TypeSpecification => file
                .Reader.GetTypeSpecification((TypeSpecificationHandle)type)
                .DecodeSignature(_names, null)
                .Text,
            _ => type.Kind.ToString(),
        };

    private static string NameOf(MetadataFile file, TypeReferenceHandle handle)
    {
        var type = file.Reader.GetTypeReference(handle);
        string name = file.Reader.GetString(type.Name);
        return type.ResolutionScope.Kind switch
        {
            HandleKind.AssemblyReference =>
                $"[{file.Reader.GetAssemblyReference((AssemblyReferenceHandle)type.ResolutionScope).GetAssemblyName().Name}]{file.Reader.GetString(type.Namespace)}.{name}",
            HandleKind.TypeReference => $"{NameOf(file, (TypeReferenceHandle)type.ResolutionScope)}+{name}",
            _ => name,
        };
    }

    /// <summary>An assembly with its top-level types by name.</summary>
    internal sealed class MetadataFile
    {
        private readonly Dictionary<(string Space, string Name), TypeDefinitionHandle> _types;
        private readonly Dictionary<(string Space, string Name), ExportedTypeHandle> _forwarded;

        internal MetadataFile(MetadataReader reader)
        {
            Reader = reader;
            Name = reader.GetAssemblyDefinition().GetAssemblyName();
            _types = reader
                .TypeDefinitions.Where(handle => !reader.GetTypeDefinition(handle).IsNested)
                .ToDictionary(handle =>
                    (
                        reader.GetString(reader.GetTypeDefinition(handle).Namespace),
                        reader.GetString(reader.GetTypeDefinition(handle).Name)
                    )
                );
            _forwarded = reader
                .ExportedTypes.Where(handle =>
                    reader.GetExportedType(handle).Implementation.Kind == HandleKind.AssemblyReference
                )
                .ToDictionary(handle =>
                    (
                        reader.GetString(reader.GetExportedType(handle).Namespace),
                        reader.GetString(reader.GetExportedType(handle).Name)
                    )
                );
        }

        internal MetadataReader Reader { get; }

        internal AssemblyName Name { get; }

        internal MetadataType? Find(string space, string name) =>
            _types.TryGetValue((space, name), out var handle) ? new MetadataType(this, handle) : null;

        internal ExportedType? Forwarded(string space, string name) =>
            _forwarded.TryGetValue((space, name), out var handle) ? Reader.GetExportedType(handle) : null;
    }

    /// <summary>A type where it is defined.</summary>
    internal sealed record MetadataType(MetadataFile File, TypeDefinitionHandle Handle)
    {
        internal TypeDefinition Definition => File.Reader.GetTypeDefinition(Handle);

        internal string Text =>
            Definition.GetDeclaringType() is { IsNil: false } outer
                ? $"{new MetadataType(File, outer).Text}+{File.Reader.GetString(Definition.Name)}"
                : $"[{File.Name.Name}]{File.Reader.GetString(Definition.Namespace)}.{File.Reader.GetString(Definition.Name)}";

        internal MetadataType? Nested(string name) =>
            Definition
                .GetNestedTypes()
                .Where(handle => File.Reader.StringComparer.Equals(File.Reader.GetTypeDefinition(handle).Name, name))
                .Select(handle => new MetadataType(File, handle))
                .FirstOrDefault();
    }

    /// <summary>
    /// A type as a signature has it: where it is defined, not where it is asked for, so that texts can be compared.
    /// </summary>
    private sealed record Named(string Text, MetadataType? Type = null, bool IsArray = false);

    private sealed class Names(MetadataWorld world) : ISignatureTypeProvider<Named, object?>
    {
        public Named GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind)
        {
            MetadataType type = new(world._files[reader], handle);
            return new(type.Text, type);
        }

        public Named GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind)
        {
            var file = world._files[reader];
            return world.Resolve(file, handle) is { } type ? new(type.Text, type) : new($"?{NameOf(file, handle)}");
        }

        public Named GetTypeFromSpecification(
            MetadataReader reader,
            object? genericContext,
            TypeSpecificationHandle handle,
            byte rawTypeKind
        ) => reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

        public Named GetArrayType(Named elementType, ArrayShape shape) =>
            new($"{elementType.Text}[{new string(',', shape.Rank - 1)}]", IsArray: true);

        public Named GetSZArrayType(Named elementType) => new($"{elementType.Text}[]", IsArray: true);

        public Named GetByReferenceType(Named elementType) => new($"{elementType.Text}&");

        public Named GetPointerType(Named elementType) => new($"{elementType.Text}*");

        public Named GetPinnedType(Named elementType) => elementType;

        public Named GetPrimitiveType(PrimitiveTypeCode typeCode) => new(typeCode.ToString());

        public Named GetGenericMethodParameter(object? genericContext, int index) => new($"!!{index}");

        public Named GetGenericTypeParameter(object? genericContext, int index) => new($"!{index}");

        public Named GetModifiedType(Named modifier, Named unmodifiedType, bool isRequired) =>
            new($"{unmodifiedType.Text} {(isRequired ? "modreq" : "modopt")} {modifier.Text}");

        public Named GetFunctionPointerType(MethodSignature<Named> signature) =>
            new($"method {MetadataWorld.Text(signature)}");

        public Named GetGenericInstantiation(Named genericType, ImmutableArray<Named> typeArguments) =>
            new($"{genericType.Text}<{string.Join(", ", typeArguments.Select(type => type.Text))}>", genericType.Type);
    }
}
