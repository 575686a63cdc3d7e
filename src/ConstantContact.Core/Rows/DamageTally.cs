namespace ConstantContact.Core.Rows;

/// <summary>
/// Counts the damaged values of an input by rule, so that users see one line per rule. Not thread-safe.
/// </summary>
public sealed class DamageTally
{
    private readonly Dictionary<string, (long Rows, long Last, RowFinding First)> _rules = new(StringComparer.Ordinal);

    /// <summary>One note per rule, in the order in which the first marks were found.</summary>
    public IReadOnlyList<DamageNote> Notes =>
        [.. _rules.OrderBy(r => r.Value.First.Row).Select(r => new DamageNote(r.Key, r.Value.Rows, r.Value.First))];

    public void Look(RowValues row)
    {
        foreach (var finding in CellDamage.In(row))
        {
            if (!_rules.TryGetValue(finding.RuleId, out var known))
            {
                _rules[finding.RuleId] = (1, finding.Row, finding);
            }
            else if (known.Last != finding.Row)
            {
                _rules[finding.RuleId] = (known.Rows + 1, finding.Row, known.First);
            }
        }
    }
}
