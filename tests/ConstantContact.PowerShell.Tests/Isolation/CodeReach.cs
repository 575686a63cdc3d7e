using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace ConstantContact.PowerShell.Tests.Isolation;

/// <summary>
/// The assemblies that the runtime may have to load in order to run some types of a file: those named by their bases, interfaces,
/// fields, signatures and instructions, and by those of every type of the same file that they use. Reads the file without loading it.
/// </summary>
internal sealed class CodeReach
{
    private static readonly Dictionary<short, OperandType> Operands = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value, code => code.OperandType);

    private readonly PEReader _file;
    private readonly MetadataReader _metadata;
    private readonly HashSet<TypeDefinitionHandle> _seen = [];
    private readonly Queue<TypeDefinitionHandle> _open = new();
    private readonly SortedDictionary<string, string> _assemblies = new(StringComparer.Ordinal);
    private string _user = "";

    private CodeReach(PEReader file)
    {
        _file = file;
        _metadata = file.GetMetadataReader();
    }

    /// <summary>Simple names of the assemblies, each with the first use that was found.</summary>
    /// <param name="path">The file.</param>
    /// <param name="isRoot">Namespace and name of a type to start with.</param>
    internal static IReadOnlyDictionary<string, string> Of(string path, Func<string, string, bool> isRoot)
    {
        using PEReader file = new(File.OpenRead(path));
        CodeReach reach = new(file);
        foreach (var handle in reach._metadata.TypeDefinitions)
        {
            var type = reach._metadata.GetTypeDefinition(handle);
            if (isRoot(reach._metadata.GetString(type.Namespace), reach._metadata.GetString(type.Name)))
            {
                reach.Use(handle);
            }
        }

        while (reach._open.TryDequeue(out var next))
        {
            reach.Read(next);
        }

        return reach._assemblies;
    }

    private void Read(TypeDefinitionHandle handle)
    {
        var type = _metadata.GetTypeDefinition(handle);
        _user = _metadata.GetString(type.Name);
        Use(type.BaseType);
        foreach (var implemented in type.GetInterfaceImplementations())
        {
            Use(_metadata.GetInterfaceImplementation(implemented).Interface);
        }

        foreach (var nested in type.GetNestedTypes())
        {
            Use(nested);
        }

        foreach (var field in type.GetFields())
        {
            _metadata.GetFieldDefinition(field).DecodeSignature(new TypeWalk(this), null);
        }

        foreach (var method in type.GetMethods())
        {
            Read(_metadata.GetMethodDefinition(method));
        }
    }

    private void Read(MethodDefinition method)
    {
        method.DecodeSignature(new TypeWalk(this), null);
        if (method.RelativeVirtualAddress == 0)
        {
            return;
        }

        var body = _file.GetMethodBody(method.RelativeVirtualAddress);
        if (!body.LocalSignature.IsNil)
        {
            _metadata.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(new TypeWalk(this), null);
        }

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
                case OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType:
                    Use(MetadataTokens.EntityHandle(code.ReadInt32()));
                    break;
                case OperandType.InlineSwitch:
                    code.Offset += 4 * code.ReadInt32();
                    break;
                case OperandType.InlineNone:
                    break;
                default:
                    code.Offset += operand switch
                    {
                        OperandType.InlineI8 or OperandType.InlineR => 8,
                        OperandType.InlineVar => 2,
                        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                        _ => 4,
                    };
                    break;
            }
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
                if (_seen.Add((TypeDefinitionHandle)handle))
                {
                    _open.Enqueue((TypeDefinitionHandle)handle);
                }

                break;
            case HandleKind.TypeReference:
                var reference = _metadata.GetTypeReference((TypeReferenceHandle)handle);
                if (reference.ResolutionScope.Kind == HandleKind.AssemblyReference)
                {
                    var name = _metadata.GetAssemblyReference((AssemblyReferenceHandle)reference.ResolutionScope).Name;
                    _assemblies.TryAdd(_metadata.GetString(name), $"{_user} uses {_metadata.GetString(reference.Namespace)}.{_metadata.GetString(reference.Name)}");
                }
                else
                {
                    Use(reference.ResolutionScope);
                }

                break;
            case HandleKind.TypeSpecification:
                _metadata.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(new TypeWalk(this), null);
                break;
            case HandleKind.MemberReference:
                var member = _metadata.GetMemberReference((MemberReferenceHandle)handle);
                Use(member.Parent);
                if (member.GetKind() == MemberReferenceKind.Field)
                {
                    member.DecodeFieldSignature(new TypeWalk(this), null);
                }
                else
                {
                    member.DecodeMethodSignature(new TypeWalk(this), null);
                }

                break;
            case HandleKind.MethodSpecification:
                var instance = _metadata.GetMethodSpecification((MethodSpecificationHandle)handle);
                Use(instance.Method);
                instance.DecodeSignature(new TypeWalk(this), null);
                break;
            case HandleKind.MethodDefinition:
                Use(_metadata.GetMethodDefinition((MethodDefinitionHandle)handle).GetDeclaringType());
                break;
            case HandleKind.FieldDefinition:
                Use(_metadata.GetFieldDefinition((FieldDefinitionHandle)handle).GetDeclaringType());
                break;
            default:
                break;
        }
    }

    /// <summary>Decoding a signature uses each of the types in it; what it is decoded to does not matter.</summary>
    private sealed class TypeWalk(CodeReach reach) : ISignatureTypeProvider<bool, object?>
    {
        public bool GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind)
        {
            reach.Use(handle);
            return true;
        }

        public bool GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind)
        {
            reach.Use(handle);
            return true;
        }

        public bool GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind)
        {
            reach.Use(handle);
            return true;
        }

        public bool GetArrayType(bool elementType, ArrayShape shape) => true;

        public bool GetByReferenceType(bool elementType) => true;

        public bool GetFunctionPointerType(MethodSignature<bool> signature) => true;

        public bool GetGenericInstantiation(bool genericType, System.Collections.Immutable.ImmutableArray<bool> typeArguments) => true;

        public bool GetGenericMethodParameter(object? genericContext, int index) => true;

        public bool GetGenericTypeParameter(object? genericContext, int index) => true;

        public bool GetModifiedType(bool modifier, bool unmodifiedType, bool isRequired) => true;

        public bool GetPinnedType(bool elementType) => true;

        public bool GetPointerType(bool elementType) => true;

        public bool GetPrimitiveType(PrimitiveTypeCode typeCode) => true;

        public bool GetSZArrayType(bool elementType) => true;
    }
}
