using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;

namespace ConstantContact.Emulator.Http;

/// <summary>
/// The cross references from the numbers that the V2 API had for contacts and lists. The emulator's accounts were never
/// in V2: the n-th contact or list in order of creation has the number n. Unknown numbers are left out of the answer.
/// </summary>
internal static class SequenceIds
{
    private const int Maximum = 500;

    internal static ApiAnswer Answer(QueryParameters query, string member, Func<int, Guid?> idAt)
    {
        var texts = query.Csv("sequence_ids");
        if (texts.Length == 0)
        {
            throw ApiProblem.Validation("sequence_ids is missing");
        }

        if (texts.Length > Maximum)
        {
            throw ApiProblem.Validation(
                $"sequence_ids has more than {Maximum.ToString(CultureInfo.InvariantCulture)} values"
            );
        }

        var numbers = new SortedSet<int>();
        foreach (var text in texts)
        {
            numbers.Add(
                int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                    ? number
                    : throw ApiProblem.Validation("sequence_ids is invalid")
            );
        }

        var found = numbers.Where(n => n > 0).Select(n => (Number: n, Id: idAt(n - 1))).Where(f => f.Id is not null);
        return ApiAnswer.Json(
            200,
            new JsonObject
            {
                ["xrefs"] = new JsonArray([
                    .. found.Select(f => new JsonObject
                    {
                        ["sequence_id"] = f.Number.ToString(CultureInfo.InvariantCulture),
                        [member] = f.Id!.Value.ToString(),
                    }),
                ]),
            }
        );
    }
}
