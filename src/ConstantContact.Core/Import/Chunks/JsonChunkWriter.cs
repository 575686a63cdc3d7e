using System.Text.Encodings.Web;
using System.Text.Json;
using ConstantContact.Core.Columns;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Rows;

namespace ConstantContact.Core.Import.Chunks;

/// <summary>
/// Bodies for <c>POST /activities/contacts_json_import</c>. Blank cells have no key, so that nobody has to know what a
/// blank one would do: only what is sent is changed (reference §11.1).
/// </summary>
public sealed class JsonChunkWriter : ChunkWriter
{
    private static readonly JsonWriterOptions Options = new()
    {
        // Names in their own letters instead of \uXXXX: the body is JSON, never part of a page, and this is up to half
        // the bytes.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
#if !DEBUG
        SkipValidation = true,
#endif
    };

    private readonly byte[] _tail;
    private readonly Utf8JsonWriter _json;
    private readonly Dictionary<ContactColumn, JsonEncodedText> _keys = [];

    public JsonChunkWriter(
        ImportEnvelope envelope,
        int maxBytes = ContactLimits.ImportBytes,
        int maxRows = ContactLimits.ImportRows
    )
        : base(maxBytes, maxRows)
    {
        _json = new Utf8JsonWriter(Buffer, Options);
        _tail = MakeTail(envelope);
    }

    private protected override int TailLength => _tail.Length;

    private protected override string ContentType => "application/json";

    private protected override void Dispose(bool disposing) => _json.Dispose();

    private protected override void WriteHead(ColumnPlan plan) => Buffer.Write("{\"import_data\":["u8);

    private protected override ReadOnlySpan<byte> Separator => ","u8;

    private protected override void WriteRow(RowValues row)
    {
        _json.Reset(Buffer);
        _json.WriteStartObject();
        foreach (var value in row.Values)
        {
            if (!_keys.TryGetValue(value.Column, out var key))
            {
                _keys[value.Column] = key = JsonEncodedText.Encode(value.Column.Name, Options.Encoder);
            }

            if (value.Integer is { } number)
            {
                _json.WriteNumber(key, number);
            }
            else
            {
                _json.WriteString(key, value.Text);
            }
        }

        _json.WriteEndObject();
        _json.Flush();
    }

    private protected override void WriteTail() => Buffer.Write(_tail);

    private static byte[] MakeTail(ImportEnvelope envelope)
    {
        using var stream = new System.IO.MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Options))
        {
            json.WriteStartObject();
            json.WriteStartArray("list_ids");
            foreach (var id in envelope.ListIds)
            {
                json.WriteStringValue(id);
            }

            json.WriteEndArray();
            if (envelope.SmsPermission is not null)
            {
                json.WriteString("sms_permission_to_send", envelope.SmsPermission);
            }

            json.WriteEndObject();
        }

        // The object's own brace is already open in the head: "],"  takes its place.
        var members = stream.ToArray();
        var tail = new byte[members.Length + 1];
        tail[0] = (byte)']';
        members.CopyTo(tail, 1);
        tail[1] = (byte)',';
        return tail;
    }
}
