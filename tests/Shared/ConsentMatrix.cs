using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace ConstantContact.TestData;

/// <summary>The matrix of docs/consent.md, cell by cell.</summary>
internal static class ConsentMatrix
{
    private static readonly Lazy<IReadOnlyList<Cell>> Read = new(() =>
        [.. Parse(File.ReadAllLines(Path.Combine(Root(), "docs", "consent.md")))]
    );

    public static IReadOnlyList<Cell> Cells => Read.Value;

    private static IEnumerable<Cell> Parse(string[] lines)
    {
        int header = Array.FindIndex(lines, l => l.StartsWith("| Operation |", StringComparison.Ordinal));
        string[] states = Parts(lines[header]);
        foreach (string line in lines.Skip(header + 2).TakeWhile(l => l.StartsWith("|", StringComparison.Ordinal)))
        {
            string[] parts = Parts(line);
            for (int i = 1; i < parts.Length; i++)
            {
                string[] sides = parts[i].Split(" → ");
                string[] result = sides.Length > 1 ? sides[1].Split(": ") : [string.Empty, sides[0]];
                yield return new Cell(
                    parts[0],
                    states[i],
                    sides[0],
                    result[0].Split(' ', StringSplitOptions.RemoveEmptyEntries),
                    result[1]
                );
            }
        }
    }

    private static string[] Parts(string line) => [.. line.Trim('|').Split('|').Select(p => p.Trim())];

    private static string Root()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "CcPowerShell.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("No CcPowerShell.sln above the tests.");
    }

    /// <param name="Operation">The row's heading.</param>
    /// <param name="State">The column's heading.</param>
    /// <param name="Plain">The result without switches.</param>
    /// <param name="Switches">All that are needed for <paramref name="Result"/>.</param>
    /// <param name="Result">The result with them; the same as <paramref name="Plain"/> where no switch is
    /// named.</param>
    internal sealed record Cell(string Operation, string State, string Plain, string[] Switches, string Result)
    {
        public override string ToString() => $"{Operation} × {State}";
    }
}
