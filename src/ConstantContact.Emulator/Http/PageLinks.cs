using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using ConstantContact.Emulator.Json;
using ConstantContact.Emulator.Switches;

namespace ConstantContact.Emulator.Http;

/// <summary>The way to the next page: a path without host, whose cursor says everything.</summary>
internal static class PageLinks
{
    internal static void Write(
        Utf8JsonWriter writer,
        QueryParameters query,
        string path,
        Guid? next,
        SwitchSettings switches
    ) => Write(writer, query, path, next?.ToString(), switches);

    private static void Write(
        Utf8JsonWriter writer,
        QueryParameters query,
        string path,
        string? next,
        SwitchSettings switches
    )
    {
        if (next is null)
        {
            if (switches.Is(SwitchCatalogue.LinksOnLastPage, "null"))
            {
                writer.WriteNull("_links");
            }
            else if (switches.Is(SwitchCatalogue.LinksOnLastPage, "empty"))
            {
                writer.WriteStartObject("_links");
                writer.WriteEndObject();
            }

            return;
        }

        writer.WriteStartObject("_links");
        writer.WriteStartObject("next");
        writer.WriteString("href", $"{path}?cursor={query.CursorTo(next)}");
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>A page of entities that are few enough to be held as trees.</summary>
    internal static ApiAnswer Page(
        QueryParameters query,
        string name,
        string path,
        string idMember,
        IReadOnlyList<JsonObject> all,
        int maximum,
        SwitchSettings switches,
        int? count = null,
        string? countName = null,
        int fallback = 50,
        KeyValuePair<string, string>? extra = null
    )
    {
        var limit = query.Limit(fallback, maximum);
        var from = 0;
        if (query.Position is { } position)
        {
            while (from < all.Count && all[from].Text(idMember) != position)
            {
                from++;
            }

            if (from == all.Count)
            {
                throw ApiProblem.Validation("cursor is invalid");
            }
        }

        var next = all.Count > from + limit ? all[from + limit].Text(idMember) : null;
        return ApiAnswer.Json(
            200,
            JsonText.Write(writer =>
            {
                writer.WriteStartObject();
                if (extra is { } member)
                {
                    writer.WriteString(member.Key, member.Value);
                }

                writer.WriteStartArray(name);
                foreach (var item in all.Skip(from).Take(limit))
                {
                    item.WriteTo(writer);
                }

                writer.WriteEndArray();
                if (count is not null)
                {
                    writer.WriteNumber(countName!, count.Value);
                }

                Write(writer, query, path, next, switches);
                writer.WriteEndObject();
            })
        );
    }
}
