using System;
using System.IO;
using System.Management.Automation.Host;

namespace ConstantContact.Shell.Hosting;

/// <summary>The terminal's size for the formatter, a few harmless properties, and nothing that draws.</summary>
internal sealed class ShellRawUserInterface : PSHostRawUserInterface
{
    // What pwsh falls back to where there is no terminal.
    private static readonly Size NoTerminal = new(120, 50);

    private ConsoleColor _foreground = ConsoleColor.Gray;
    private ConsoleColor _background = ConsoleColor.Black;

    public override ConsoleColor BackgroundColor { get => _background; set => _background = value; }

    public override ConsoleColor ForegroundColor { get => _foreground; set => _foreground = value; }

    public override Size BufferSize { get => TerminalSize(); set => throw Unsupported(); }

    public override Size WindowSize { get => TerminalSize(); set => throw Unsupported(); }

    public override Size MaxWindowSize => TerminalSize();

    public override Size MaxPhysicalWindowSize => TerminalSize();

    public override Coordinates CursorPosition
    {
        get => Terminal.HasPerson ? new Coordinates(Console.CursorLeft, Console.CursorTop) : default;
        set
        {
            if (Terminal.HasOutput)
            {
                Console.SetCursorPosition(value.X, value.Y);
            }
        }
    }

    public override Coordinates WindowPosition { get => default; set => throw Unsupported(); }

    public override int CursorSize { get => 25; set => throw Unsupported(); }

    public override bool KeyAvailable => Terminal.HasInput && Console.KeyAvailable;

    public override string WindowTitle { get; set; } = string.Empty;

    public override void FlushInputBuffer()
    {
        while (KeyAvailable)
        {
            Console.ReadKey(intercept: true);
        }
    }

    public override KeyInfo ReadKey(ReadKeyOptions options)
    {
        if (!Terminal.HasPerson)
        {
            throw new PersonNeededException("ReadKey");
        }

        var key = Console.ReadKey((options & ReadKeyOptions.NoEcho) != 0);
        return new KeyInfo((int)key.Key, key.KeyChar, default, keyDown: true);
    }

    public override BufferCell[,] GetBufferContents(Rectangle rectangle) => throw Unsupported();

    public override void ScrollBufferContents(Rectangle source, Coordinates destination, Rectangle clip, BufferCell fill) => throw Unsupported();

    public override void SetBufferContents(Coordinates origin, BufferCell[,] contents) => throw Unsupported();

    public override void SetBufferContents(Rectangle rectangle, BufferCell fill)
    {
        // Clear-Host on Windows asks for this with the whole buffer.
        if (Terminal.HasOutput)
        {
            Console.Clear();
        }
    }

    private static Size TerminalSize()
    {
        if (!Terminal.HasOutput)
        {
            return NoTerminal;
        }

        try
        {
            return Console.WindowWidth > 0 ? new Size(Console.WindowWidth, Console.WindowHeight) : NoTerminal;
        }
        catch (IOException)
        {
            return NoTerminal;
        }
    }

    private static NotSupportedException Unsupported() => new("This shell's terminal cannot be redrawn.");
}
