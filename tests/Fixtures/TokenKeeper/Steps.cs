using System;
using System.Diagnostics;

namespace ConstantContact.TokenKeeper;

/// <summary>Says each step on the standard output before it goes on, and dies at one of them, as by kill -9.</summary>
internal sealed class Steps(string? last)
{
    public void Reach(string step)
    {
        Console.Out.WriteLine(step);
        Console.Out.Flush();
        if (step == last)
        {
            Process.GetCurrentProcess().Kill();
        }
    }
}
