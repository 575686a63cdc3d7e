using System;
using System.Collections.Generic;
using System.Text;

namespace ConstantContact.Shell.Hosting;

/// <summary>
/// Reads a line at a terminal: cursor keys, Home, End, Delete, history by up and down, Tab for completion.
/// Returns null at Ctrl+D on an empty line, and throws <see cref="OperationCanceledException"/> at Ctrl+C.
/// </summary>
internal sealed class LineEditor
{
    private readonly List<string> _history = [];

    /// <summary>Text and cursor in; the completed text and cursor out, the n-th candidate for the n-th Tab.</summary>
    public Func<string, int, int, (string Text, int Cursor)>? Complete { get; set; }

    public void Remember(string line)
    {
        if (line.Trim().Length > 0 && (_history.Count == 0 || _history[^1] != line))
        {
            _history.Add(line);
        }
    }

    /// <param name="prompt">Written before the line; its last line must be plain text, since its length is counted.</param>
    /// <param name="mask">Echo stars; no history, no completion.</param>
    /// <param name="column">Where the cursor stands, if something has been written on this line already.</param>
    public string? Read(string prompt, bool mask = false, int column = 0)
    {
        var treated = Console.TreatControlCAsInput;
        Console.TreatControlCAsInput = true;
        try
        {
            var lastLine = prompt.LastIndexOf('\n') + 1;
            return new Line(this, prompt, mask, prompt.Length - lastLine + (lastLine == 0 ? column : 0)).Read();
        }
        finally
        {
            Console.TreatControlCAsInput = treated;
        }
    }

    private sealed class Line(LineEditor editor, string prompt, bool mask, int start)
    {
        private readonly StringBuilder _text = new();
        private int _cursor;
        private int _recalled = editor._history.Count;
        private string _draft = string.Empty;
        private int _shownCursor;
        private int _tabs;
        private (string Text, int Cursor) _beforeTab;

        public string? Read()
        {
            Console.Out.Write(prompt);
            while (true)
            {
                var key = Console.ReadKey(intercept: true);
                var control = (key.Modifiers & ConsoleModifiers.Control) != 0;
                if (key.Key != ConsoleKey.Tab)
                {
                    _tabs = 0;
                }

                switch (key.Key)
                {
                    case ConsoleKey.Enter:
                        _cursor = _text.Length;
                        Redraw();
                        Console.Out.WriteLine();
                        return _text.ToString();
                    case ConsoleKey.C when control:
                        Console.Out.WriteLine("^C");
                        throw new OperationCanceledException("Ctrl+C");
                    case ConsoleKey.D when control:
                        if (_text.Length == 0)
                        {
                            Console.Out.WriteLine();
                            return null;
                        }

                        break;
                    case ConsoleKey.LeftArrow:
                        _cursor = Math.Max(0, _cursor - 1);
                        break;
                    case ConsoleKey.RightArrow:
                        _cursor = Math.Min(_text.Length, _cursor + 1);
                        break;
                    case ConsoleKey.Home or ConsoleKey.A when key.Key == ConsoleKey.Home || control:
                        _cursor = 0;
                        break;
                    case ConsoleKey.End or ConsoleKey.E when key.Key == ConsoleKey.End || control:
                        _cursor = _text.Length;
                        break;
                    case ConsoleKey.U when control:
                    case ConsoleKey.Escape:
                        Replace(string.Empty, 0);
                        break;
                    case ConsoleKey.Backspace when _cursor > 0:
                        _text.Remove(--_cursor, 1);
                        break;
                    case ConsoleKey.Delete when _cursor < _text.Length:
                        _text.Remove(_cursor, 1);
                        break;
                    case ConsoleKey.UpArrow when !mask && _recalled > 0:
                        Recall(_recalled - 1);
                        break;
                    case ConsoleKey.DownArrow when !mask && _recalled < editor._history.Count:
                        Recall(_recalled + 1);
                        break;
                    case ConsoleKey.Tab when !mask && editor.Complete is not null:
                        NextCompletion();
                        break;
                    default:
                        if (key.KeyChar >= ' ' && key.KeyChar != '\x7f')
                        {
                            _text.Insert(_cursor++, key.KeyChar);
                        }

                        break;
                }

                Redraw();
            }
        }

        private void Recall(int index)
        {
            if (_recalled == editor._history.Count)
            {
                _draft = _text.ToString();
            }

            _recalled = index;
            var line = index == editor._history.Count ? _draft : editor._history[index];
            Replace(line, line.Length);
        }

        private void NextCompletion()
        {
            if (_tabs++ == 0)
            {
                _beforeTab = (_text.ToString(), _cursor);
            }

            var (text, cursor) = editor.Complete!(_beforeTab.Text, _beforeTab.Cursor, _tabs - 1);
            Replace(text, cursor);
        }

        private void Replace(string text, int cursor)
        {
            _text.Clear().Append(text);
            _cursor = cursor;
        }

        // From the line's first cell on, whatever the width: a wrapped line is left to the terminal, which
        // puts the cursor right as long as one moves by rows and columns counted from the prompt.
        private void Redraw()
        {
            var width = Console.WindowWidth > 0 ? Console.WindowWidth : 80;
            var output = new StringBuilder();
            var rowsUp = ((start + _shownCursor) / width) - (start / width);
            if (rowsUp > 0)
            {
                output.Append("\e[").Append(rowsUp).Append('A');
            }

            output.Append('\r');
            if (start % width > 0)
            {
                output.Append("\e[").Append(start % width).Append('C');
            }

            output.Append("\e[J").Append(mask ? new string('*', _text.Length) : _text);
            var end = start + _text.Length;
            if (end > 0 && end % width == 0)
            {
                output.Append("\r\n");
            }

            var target = start + _cursor;
            var up = (end / width) - (target / width);
            if (up > 0)
            {
                output.Append("\e[").Append(up).Append('A');
            }

            output.Append('\r');
            if (target % width > 0)
            {
                output.Append("\e[").Append(target % width).Append('C');
            }

            Console.Out.Write(output);
            _shownCursor = _cursor;
        }
    }
}
