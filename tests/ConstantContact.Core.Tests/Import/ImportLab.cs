using ConstantContact.Core.Tests.Support;

namespace ConstantContact.Core.Tests.Import;

/// <summary>Imports into an account in memory, on a fake clock.</summary>
public abstract class ImportLab
{
    protected ImportLab() => Service = NewService();

    private protected static readonly string[] Headings = ["email", "first_name"];

    private protected TestClock Clock { get; } = new();

    private protected FakeImportService Service { get; set; }

    private protected FakeImportService NewService() => new() { Time = Clock };

    /// <summary>The names in the addresses of each chunk that arrived.</summary>
    private protected List<string> Sent() =>
        [.. Service.Bodies.Select(b => string.Join(' ', b.Select(e => e[..e.IndexOf('@', StringComparison.Ordinal)])))];
}
