using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace ConstantContact.Tests.Shared;

/// <summary>
/// One type that another one names. Nested and compiler-made types count as the type that contains them.
/// </summary>
/// <param name="User">Full name of the outermost type that contains the use.</param>
/// <param name="Used">Full name of the outermost type that is used.</param>
/// <param name="Assembly">Simple name of the assembly of <paramref name="Used"/>; null where it is that of the file
/// itself.</param>
/// <param name="Member">Name of the member that is used, where one is.</param>
internal readonly record struct TypeUse(string User, string Used, string? Assembly, string? Member);

/// <summary>
/// Reads from a compiled file, without loading it, which types name which others: in bases, interfaces, attributes,
/// constraints, fields, signatures, local variables, instructions and catch clauses.
/// </summary>
internal sealed class TypeUses
{
    private static readonly Dictionary<short, OperandType> Operands = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value, code => code.OperandType);

    private readonly PEReader _file;
    private readonly MetadataReader _metadata;
    private readonly TypeWalk _walk;
    private readonly HashSet<TypeUse> _uses = [];
    private readonly Dictionary<string, int> _catches = new(StringComparer.Ordinal);
    private string _user = "";
    private string? _member;

    private TypeUses(PEReader file)
    {
        _file = file;
        _metadata = file.GetMetadataReader();
        _walk = new TypeWalk(this);
    }

    /// <summary>Every use, once.</summary>
    internal static IReadOnlyCollection<TypeUse> In(string path) => Read(path)._uses;

    /// <summary>
    /// Catch clauses by outermost type. The one that the compiler puts around the body of an asynchronous method is not
    /// counted.
    /// </summary>
    internal static IReadOnlyDictionary<string, int> CatchesIn(string path) => Read(path)._catches;

    private static TypeUses Read(string path)
    {
        using PEReader file = new(File.OpenRead(path));
        TypeUses uses = new(file);
        foreach (var handle in uses._metadata.TypeDefinitions)
        {
            uses.ReadType(handle);
        }

        return uses;
    }

    private void ReadType(TypeDefinitionHandle handle)
    {
        var type = _metadata.GetTypeDefinition(handle);
        _user = NameOf(handle);
        Use(type.BaseType);
        ReadAttributes(type.GetCustomAttributes());
        ReadConstraints(type.GetGenericParameters());
        foreach (var implemented in type.GetInterfaceImplementations())
        {
            Use(_metadata.GetInterfaceImplementation(implemented).Interface);
        }

        foreach (var field in type.GetFields().Select(_metadata.GetFieldDefinition))
        {
            field.DecodeSignature(_walk, null);
            ReadAttributes(field.GetCustomAttributes());
        }

        foreach (var property in type.GetProperties().Select(_metadata.GetPropertyDefinition))
        {
            ReadAttributes(property.GetCustomAttributes());
        }

        foreach (var method in type.GetMethods().Select(_metadata.GetMethodDefinition))
        {
            method.DecodeSignature(_walk, null);
            ReadAttributes(method.GetCustomAttributes());
            ReadConstraints(method.GetGenericParameters());
            if (method.RelativeVirtualAddress != 0)
            {
                ReadBody(_file.GetMethodBody(method.RelativeVirtualAddress), IsAsyncBody(type, method));
            }
        }
    }

    private void ReadBody(MethodBodyBlock body, bool isAsync)
    {
        if (!body.LocalSignature.IsNil)
        {
            _metadata.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(_walk, null);
        }

        var caught = body.ExceptionRegions.Count(region =>
            region.Kind is ExceptionRegionKind.Catch or ExceptionRegionKind.Filter
        );
        _catches[_user] = _catches.GetValueOrDefault(_user) + Math.Max(0, caught - (isAsync ? 1 : 0));
        foreach (var region in body.ExceptionRegions)
        {
            Use(region.CatchType);
        }

        var code = body.GetILReader();
        while (code.RemainingBytes > 0)
        {
            short first = code.ReadByte();
            var operand = Operands[first == 0xFE ? unchecked((short)(0xFE00 | code.ReadByte())) : first];
            switch (operand)
            {
                case OperandType.InlineField
                or OperandType.InlineMethod
                or OperandType.InlineTok
                or OperandType.InlineType:
                    Use(MetadataTokens.EntityHandle(code.ReadInt32()));
                    break;
                case OperandType.InlineSwitch:
                    var targets = code.ReadInt32();
                    code.Offset += 4 * targets;
                    break;
                default:
                    code.Offset += SizeOf(operand);
                    break;
            }
        }
    }

    private static int SizeOf(OperandType operand) =>
        operand switch
        {
            OperandType.InlineNone => 0,
            OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
            OperandType.InlineVar => 2,
            OperandType.InlineI8 or OperandType.InlineR => 8,
            _ => 4,
        };

    private bool IsAsyncBody(TypeDefinition type, MethodDefinition method) =>
        _metadata.GetString(method.Name) == "MoveNext"
        && type.GetInterfaceImplementations()
            .Select(handle => _metadata.GetInterfaceImplementation(handle).Interface)
            .Any(handle =>
                handle.Kind == HandleKind.TypeReference
                && _metadata.GetString(_metadata.GetTypeReference((TypeReferenceHandle)handle).Name)
                    == "IAsyncStateMachine"
            );

    private void ReadAttributes(CustomAttributeHandleCollection attributes)
    {
        foreach (var attribute in attributes)
        {
            Use(_metadata.GetCustomAttribute(attribute).Constructor);
        }
    }

    private void ReadConstraints(GenericParameterHandleCollection parameters)
    {
        foreach (
            var constraint in parameters.SelectMany(handle => _metadata.GetGenericParameter(handle).GetConstraints())
        )
        {
            Use(_metadata.GetGenericParameterConstraint(constraint).Type);
        }
    }

    private void Use(EntityHandle handle)
    {
        if (handle.IsNil)
        {
            return;
        }

        switch (handle.Kind)
        {
            case HandleKind.TypeDefinition:
                _uses.Add(new TypeUse(_user, NameOf((TypeDefinitionHandle)handle), null, _member));
                break;
            case HandleKind.TypeReference:
                UseReference((TypeReferenceHandle)handle);
                break;
            case HandleKind.TypeSpecification:
                // The member belongs to the generic type, not to the types that it is made of.
                _member = null;
                _metadata.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(_walk, null);
                break;
            case HandleKind.MemberReference:
                var member = _metadata.GetMemberReference((MemberReferenceHandle)handle);
                UseMember(member.Parent, member.Name);
                if (member.GetKind() == MemberReferenceKind.Field)
                {
                    member.DecodeFieldSignature(_walk, null);
                }
                else
                {
                    member.DecodeMethodSignature(_walk, null);
                }

                break;
            case HandleKind.MethodSpecification:
                var instance = _metadata.GetMethodSpecification((MethodSpecificationHandle)handle);
                Use(instance.Method);
                instance.DecodeSignature(_walk, null);
                break;
            case HandleKind.MethodDefinition:
                var method = _metadata.GetMethodDefinition((MethodDefinitionHandle)handle);
                UseMember(method.GetDeclaringType(), method.Name);
                break;
            case HandleKind.FieldDefinition:
                var field = _metadata.GetFieldDefinition((FieldDefinitionHandle)handle);
                UseMember(field.GetDeclaringType(), field.Name);
                break;
            default:
                break;
        }
    }

    private void UseMember(EntityHandle owner, StringHandle name)
    {
        _member = _metadata.GetString(name);
        Use(owner);
        _member = null;
    }

    private void UseReference(TypeReferenceHandle handle)
    {
        var type = _metadata.GetTypeReference(handle);
        while (type.ResolutionScope.Kind == HandleKind.TypeReference)
        {
            type = _metadata.GetTypeReference((TypeReferenceHandle)type.ResolutionScope);
        }

        if (type.ResolutionScope.Kind == HandleKind.AssemblyReference)
        {
            var assembly = _metadata.GetAssemblyReference((AssemblyReferenceHandle)type.ResolutionScope);
            _uses.Add(
                new TypeUse(_user, NameOf(type.Namespace, type.Name), _metadata.GetString(assembly.Name), _member)
            );
        }
    }

    private string NameOf(TypeDefinitionHandle handle)
    {
        var type = _metadata.GetTypeDefinition(handle);
        while (!type.GetDeclaringType().IsNil)
        {
            type = _metadata.GetTypeDefinition(type.GetDeclaringType());
        }

        return NameOf(type.Namespace, type.Name);
    }

    private string NameOf(StringHandle space, StringHandle name) =>
        space.IsNil ? _metadata.GetString(name) : $"{_metadata.GetString(space)}.{_metadata.GetString(name)}";

    /// <summary>
    /// Decoding a signature uses each of the types in it; the result of the decoding does not matter.
    /// </summary>
    private sealed class TypeWalk(TypeUses uses) : ISignatureTypeProvider<bool, object?>
    {
        public bool GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind)
        {
            uses.Use(handle);
            return true;
        }

        public bool GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind)
        {
            uses.Use(handle);
            return true;
        }

        public bool GetTypeFromSpecification(
            MetadataReader reader,
            object? genericContext,
            TypeSpecificationHandle handle,
            byte rawTypeKind
        )
        {
            uses.Use(handle);
            return true;
        }

        public bool GetArrayType(bool elementType, ArrayShape shape) => true;

        public bool GetByReferenceType(bool elementType) => true;

        public bool GetFunctionPointerType(MethodSignature<bool> signature) => true;

        public bool GetGenericInstantiation(bool genericType, ImmutableArray<bool> typeArguments) => true;

        public bool GetGenericMethodParameter(object? genericContext, int index) => true;

        public bool GetGenericTypeParameter(object? genericContext, int index) => true;

        public bool GetModifiedType(bool modifier, bool unmodifiedType, bool isRequired) => true;

        public bool GetPinnedType(bool elementType) => true;

        public bool GetPointerType(bool elementType) => true;

        public bool GetPrimitiveType(PrimitiveTypeCode typeCode) => true;

        public bool GetSZArrayType(bool elementType) => true;
    }
}
