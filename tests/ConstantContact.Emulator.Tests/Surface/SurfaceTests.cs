using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using ConstantContact.Emulator.Tests.Support;

namespace ConstantContact.Emulator.Tests.Surface;

/// <summary>
/// Walks every operation of the contact family. The file import, which is no JSON, has its tests with statement 34.
/// </summary>
public sealed class SurfaceTests : EmulatorTest
{
    private const string Nobody = "1618ae62-4752-11e9-9c8a-fa163e6b01c1";
    private readonly Dictionary<string, string> _ids = new(StringComparer.Ordinal);

    public static TheoryData<int, string> Every => Data(static _ => true);

    public static TheoryData<int, string> WithBody => Data(static o => o.Body is not null);

    public static TheoryData<int, string> WithId => Data(static o => o.Path.Contains('{', StringComparison.Ordinal));

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _ids["list"] = await Client.AddListAsync("News");
        await Client.AddListAsync("Second");
        _ids["tag"] = await Client.AddTagAsync("vip");
        _ids["field"] = await Client.AddFieldAsync("Level");
        _ids["contact"] = await Client.AddContactAsync("a@example.com");
        _ids["unsubscribed"] = await Client.AddContactAsync("b@example.com", "unsubscribed");
        var criteria = """{"criteria":{"type":"and","group":[{"source":"contact","field":"city","op":"is-empty"}]}}""";
        _ids["segment"] = (
            await Client.PostAsync("/segments", new JsonObject { ["name"] = "Old", ["segment_criteria"] = criteria })
        )
            .Is(201)
            .Object["segment_id"]!.ToJsonString();
        var export = (await Client.PostAsync("/activities/contact_exports", new JsonObject())).Is(201).Object;
        _ids["activity"] = (string)export["activity_id"]!;
        _ids["export"] = ((string)export["_links"]!["results"]!["href"]!).Split('/')[^1];
        Emulator.CompleteActivities();
    }

    [Fact]
    public void The_table_has_every_operation_once()
    {
        // 35 paths with 54 operations; the file import is not in the table.
        Assert.Equal(53, Operations.All.Select(o => (o.Method, o.Path.Split('?')[0])).Distinct().Count());
        Assert.Equal(
            34,
            Operations
                .All.Select(o => o.Path.Split('?')[0].Replace("{unsubscribed}", "{contact}", StringComparison.Ordinal))
                .Distinct(StringComparer.Ordinal)
                .Count()
        );
    }

    [Theory]
    [MemberData(nameof(Every))]
    public async Task Operation_follows_its_contract_and_refuses_values_that_the_contract_rules_out(int at, string name)
    {
        _ = name;
        var operation = Operations.All[at];
        foreach (var query in operation.BadQueries ?? [])
        {
            var path = Filled(operation.Path).Split('?')[0] + (query.Length > 0 ? "?" + query : "");
            Refused(await Send(operation.Method, path, operation.Body), $"{operation.Method} {path}");
        }

        foreach (var member in operation.RequiredMembers)
        {
            Refused(
                await Send(operation.Method, operation.Path, operation.BodyWithout(member)),
                $"{operation} without {member}"
            );
        }

        foreach (var over in operation.BadBodies ?? [])
        {
            Refused(await Send(operation.Method, operation.Path, operation.BodyWith(over)), $"{operation} with {over}");
        }

        // Last, because none of the refused requests may have changed anything.
        var answer = await Send(operation.Method, operation.Path, operation.Body);
        answer.Is(operation.Status);
        if (operation.Status == 204)
        {
            Assert.Empty(answer.Text);
        }
        else if (!operation.Path.StartsWith("/contact_exports", StringComparison.Ordinal))
        {
            Assert.Equal("application/json", answer.Message.Content.Headers.ContentType!.MediaType);
            Assert.NotNull(answer.Json);
        }
    }

    [Theory]
    [MemberData(nameof(WithBody))]
    public async Task S11_Body_must_be_JSON_by_type_and_by_form(int at, string name)
    {
        _ = name;
        var operation = Operations.All[at];
        using var plain = new StringContent(Filled(operation.Body!), Encoding.UTF8, "text/plain");
        (await Client.SendAsync(operation.Method, Filled(operation.Path), plain)).Is(
            operation.Status == 409 ? 409 : 415
        );
        if (operation.Status != 409)
        {
            Refused(await Send(operation.Method, operation.Path, "{\"a\":1,}"), operation.ToString());
            Refused(await Send(operation.Method, operation.Path, "[]"), operation.ToString());
        }
    }

    [Theory]
    [MemberData(nameof(WithId))]
    public async Task S11_Unknown_and_ill_formed_ids_in_the_path_are_404_in_an_array(int at, string name)
    {
        _ = name;
        var operation = Operations.All[at];
        var open = operation.Path.IndexOf('{', StringComparison.Ordinal);
        var variable = operation.Path[open..(operation.Path.IndexOf('}', open) + 1)];
        foreach (var id in new[] { variable == "{segment}" ? "999" : Nobody, "ill-formed" })
        {
            var answer = await Send(
                operation.Method,
                operation.Path.Replace(variable, id, StringComparison.Ordinal),
                operation.Body
            );
            Assert.Equal("contacts.api.not_found", answer.Is(404).Error.Key);
        }
    }

    [Theory]
    [MemberData(nameof(Every))]
    public async Task S01_Operation_wants_a_token_before_anything_else(int at, string name)
    {
        _ = name;
        var operation = Operations.All[at];
        using var nobody = new Client(Emulator, "expired");
        using var content = new StringContent("{", Encoding.UTF8, "text/plain");
        (await nobody.SendAsync(operation.Method, Filled(operation.Path), operation.Body is null ? null : content)).Is(
            401
        );
    }

    private static TheoryData<int, string> Data(Func<Operation, bool> wanted)
    {
        var data = new TheoryData<int, string>();
        for (var at = 0; at < Operations.All.Count; at++)
        {
            if (wanted(Operations.All[at]))
            {
                data.Add(at, Operations.All[at].ToString());
            }
        }

        return data;
    }

    private static void Refused(Answer answer, string what)
    {
        Assert.True(answer.Status == 400, $"{what}: {answer.Status} {answer.Text}");
        Assert.Equal("contacts.api.validation.error", answer.Error.Key);
    }

    private async Task<Answer> Send(string method, string path, string? body)
    {
        using var content = body is null ? null : new StringContent(Filled(body), Encoding.UTF8, "application/json");
        return await Client.SendAsync(method, Filled(path), content);
    }

    private string Filled(string text) =>
        _ids.Aggregate(text, (filled, id) => filled.Replace("{" + id.Key + "}", id.Value, StringComparison.Ordinal));
}
