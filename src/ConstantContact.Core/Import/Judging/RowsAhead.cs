using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using ConstantContact.Core.Rows;

namespace ConstantContact.Core.Import.Judging;

/// <summary>
/// The rows of a source, read by a thread of their own while those before them are worked on: two passes over a million rows take
/// as long as the longer half of each. About a thousand rows are read ahead, no more. Nobody else may read the source meanwhile.
/// </summary>
internal sealed class RowsAhead : IRowCursor
{
    private const int Batches = 4;

    private readonly BlockingCollection<Batch> _full = [];
    private readonly BlockingCollection<Batch> _free = [];
    private readonly CancellationTokenSource _end = new();
    private readonly CancellationToken _cancellationToken;
    private readonly IRowCursor _source;
    private readonly string? _name;
    private readonly Thread _reader;
    private Batch? _batch;
    private int _row = -1;

    /// <exception cref="Errors.InvalidInputException">As of <see cref="IRowSource.Open"/>.</exception>
    public RowsAhead(IRowSource source, CancellationToken cancellationToken)
    {
        _name = source.Name;
        _source = source.Open(cancellationToken);
        _cancellationToken = cancellationToken;
        for (int i = 0; i < Batches; i++)
        {
            _free.Add(new Batch());
        }

        _reader = new Thread(Read) { IsBackground = true, Name = "Rows ahead" };
        _reader.Start();
    }

    public long Number => _batch!.Number(_row);

    public IReadOnlyList<string> Headings => _batch!.Headings(_row);

    public RowFinding? Defect => _batch!.Other(_row)?.Defect;

    public PlainRecord Plain => _batch!.Plain(_row);

    public bool MoveNext()
    {
        while (true)
        {
            if (_batch is not null)
            {
                if (++_row < _batch.Count)
                {
                    return true;
                }

                _batch.Failure?.Throw();
                if (_batch.IsLast)
                {
                    return false;
                }

                _free.Add(_batch);
            }

            _cancellationToken.ThrowIfCancellationRequested();
            _batch = _full.Take();
            _row = -1;
        }
    }

    public InputRow ToRow()
    {
        if (_batch!.Other(_row) is { } row)
        {
            return row;
        }

        PlainRecord record = Plain;
        string?[] values = new string?[record.CellCount];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = record[i].ToString();
        }

        return new InputRow(Number, _name, Headings, values);
    }

    public void Dispose()
    {
        _end.Cancel();
        _reader.Join();
        _source.Dispose();
        _end.Dispose();
        _full.Dispose();
        _free.Dispose();
    }

    private void Read()
    {
        try
        {
            Batch batch;
            do
            {
                batch = _free.Take(_end.Token);
                batch.Fill(_source, _end.Token);
                _full.Add(batch);
            }
            while (!batch.IsLast);
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            // Whoever worked on the rows wants no more.
        }
    }

    /// <summary>Where a plain row stands in its batch.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Place(long Number, int TextAt, int TextLength, int EndsAt, int Cells);

    private sealed class Batch
    {
        private const int MostRows = 256;

        private const int EnoughText = 1 << 16;

        private readonly Place[] _places = new Place[MostRows];
        private readonly IReadOnlyList<string>[] _headings = new IReadOnlyList<string>[MostRows];
        private readonly InputRow?[] _others = new InputRow?[MostRows];
        private char[] _text = new char[EnoughText];
        private int[] _ends = new int[16 * MostRows];

        public int Count { get; private set; }

        /// <summary>Nothing comes after it.</summary>
        public bool IsLast { get; private set; }

        /// <summary>What went wrong after its rows; then it is the last.</summary>
        public ExceptionDispatchInfo? Failure { get; private set; }

        public long Number(int row) => _places[row].Number;

        public IReadOnlyList<string> Headings(int row) => _headings[row];

        /// <summary>One that is not plain; null for one that is.</summary>
        public InputRow? Other(int row) => _others[row];

        public PlainRecord Plain(int row)
        {
            ref readonly Place place = ref _places[row];
            return _others[row] is null
                ? new PlainRecord(_text.AsSpan(place.TextAt, place.TextLength), _ends.AsSpan(place.EndsAt, place.Cells))
                : default;
        }

        public void Fill(IRowCursor source, CancellationToken end)
        {
            Count = 0;
            int text = 0;
            int ends = 0;
            try
            {
                while (Count < MostRows && text < EnoughText && !end.IsCancellationRequested)
                {
                    if (!source.MoveNext())
                    {
                        IsLast = true;
                        return;
                    }

                    PlainRecord record = source.Defect is null ? source.Plain : default;
                    int cells = record.CellCount;
                    Reserve(ref _text, text + record.Length);
                    Reserve(ref _ends, ends + cells);
                    record.CopyTo(_text.AsSpan(text), _ends.AsSpan(ends));
                    _places[Count] = new Place(source.Number, text, record.Length, ends, cells);
                    text += record.Length;
                    ends += cells;

                    // Written only where they change: the same heading for all rows, as a rule, and no other row.
                    Set(ref _headings[Count], source.Headings);
                    Set(ref _others[Count], record.IsKnown ? null : source.ToRow());
                    Count++;
                }
            }
            catch (Exception e)
            {
                // Thrown again where its row would be.
                Failure = ExceptionDispatchInfo.Capture(e);
                IsLast = true;
            }
        }

        private static void Set<T>(ref T place, T value)
            where T : class?
        {
            if (!ReferenceEquals(place, value))
            {
                place = value;
            }
        }

        private static void Reserve<T>(ref T[] array, int length)
        {
            if (array.Length < length)
            {
                Array.Resize(ref array, Math.Max(array.Length * 2, length));
            }
        }
    }
}
