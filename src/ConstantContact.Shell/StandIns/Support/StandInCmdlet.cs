using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;
using System.Reflection;
using Microsoft.PowerShell.Commands;

namespace ConstantContact.Shell.StandIns.Support;

/// <summary>What all stand-ins share: saying so once when verbose, errors, and paths of the file system.</summary>
public abstract class StandInCmdlet : PSCmdlet
{
    private static readonly ConcurrentDictionary<Type, bool> Announced = new();

    protected override void BeginProcessing()
    {
        if (GetType().GetCustomAttribute<StandInAttribute>() is { } standIn && Announced.TryAdd(GetType(), true))
        {
            WriteVerbose($"{MyInvocation.MyCommand.Name} is this shell's stand-in for the one of {standIn.Module}. It lacks: {standIn.Lacks}.");
        }
    }

    private protected void Fail(Exception problem, string id, ErrorCategory category, object? target = null) =>
        WriteError(new ErrorRecord(problem, id, category, target));

    [DoesNotReturn]
    private protected void Stop(string message, string id, ErrorCategory category = ErrorCategory.InvalidArgument, object? target = null)
    {
        ThrowTerminatingError(new ErrorRecord(new ArgumentException(message), id, category, target));
        throw new InvalidOperationException(message);
    }

    /// <summary>Runs something of the provider API, whose errors are exceptions, and reports them as the real cmdlets do.</summary>
    private protected void Try(object target, Action action)
    {
        try
        {
            action();
        }
        catch (Exception problem) when (problem is not (PipelineStoppedException or FlowControlException) && IsOrdinary(problem))
        {
            WriteError(Record(problem, target));
        }
    }

    /// <summary>Existing files, wildcards expanded; what is missing is an error per path.</summary>
    private protected IReadOnlyList<string> ExistingFiles(string[]? paths, string[]? literalPaths)
    {
        var files = new List<string>();
        foreach (var path in paths ?? [])
        {
            Try(path, () =>
            {
                var found = SessionState.Path.GetResolvedProviderPathFromPSPath(path, out var provider);
                RequireFileSystem(provider, path);
                files.AddRange(found);
            });
        }

        foreach (var path in literalPaths ?? [])
        {
            Try(path, () =>
            {
                if (!InvokeProvider.Item.Exists(path, force: true, literalPath: true))
                {
                    throw new ItemNotFoundException($"Cannot find path '{path}' because it does not exist.");
                }

                files.Add(TargetFile(path));
            });
        }

        return files;
    }

    /// <summary>The file system's name for a path that need not exist.</summary>
    private protected string TargetFile(string path)
    {
        var full = SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out var provider, out _);
        RequireFileSystem(provider, path);
        return full;
    }

    // RuntimeException carries a ready record; a NotSupportedException is ours or the provider's refusal.
    private static bool IsOrdinary(Exception problem) =>
        problem is RuntimeException or System.IO.IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException or InvalidOperationException;

    // The engine's exceptions bring a record with the id that scripts know, but the record's exception stands in for the real one.
    private static ErrorRecord Record(Exception problem, object target) =>
        problem is IContainsErrorRecord { ErrorRecord: { } record }
            ? record.Exception is ParentContainsErrorRecordException ? new ErrorRecord(record, problem) : record
            : new ErrorRecord(problem, problem.GetType().Name, ErrorCategory.NotSpecified, target);

    private static void RequireFileSystem(ProviderInfo provider, string path)
    {
        if (provider.ImplementingType != typeof(FileSystemProvider))
        {
            throw new NotSupportedException($"'{path}' is on the provider {provider.Name}; this stand-in reads and writes files only.");
        }
    }
}
