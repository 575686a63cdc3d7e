using System;
using System.Management.Automation;
using System.Text;

namespace ConstantContact.Shell.StandIns.Support;

/// <summary>Takes pwsh's encoding names, a code page, or an <see cref="Encoding"/>.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class EncodingTransformationAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        var value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        try
        {
            return value switch
            {
                Encoding encoding => encoding,
                int codePage => Encoding.GetEncoding(codePage),
                string name => Named(name),
                _ => throw new ArgumentTransformationMetadataException($"'{value}' is not an encoding."),
            };
        }
        catch (Exception problem) when (problem is ArgumentException or NotSupportedException)
        {
            throw new ArgumentTransformationMetadataException($"'{value}' is not an encoding: use utf8, utf8BOM, unicode, ascii, ansi, or a code page.", problem);
        }
    }

    private static Encoding Named(string name) => name.ToUpperInvariant() switch
    {
        "UTF8" or "UTF8NOBOM" or "DEFAULT" => TextFile.Utf8,
        "UTF8BOM" => new UTF8Encoding(encoderShouldEmitUTF8Identifier: true),
        "UNICODE" or "STRING" => Encoding.Unicode,
        "BIGENDIANUNICODE" => Encoding.BigEndianUnicode,
        "UTF32" => Encoding.UTF32,
        "BIGENDIANUTF32" => new UTF32Encoding(bigEndian: true, byteOrderMark: true),
        "ASCII" => Encoding.ASCII,
        "ANSI" => Encoding.GetEncoding(OperatingSystem.IsWindows() ? 0 : 1252),
        "OEM" => Encoding.GetEncoding(OperatingSystem.IsWindows() ? 1 : 437),
        _ when int.TryParse(name, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var codePage) => Encoding.GetEncoding(codePage),
        _ => Encoding.GetEncoding(name),
    };
}
