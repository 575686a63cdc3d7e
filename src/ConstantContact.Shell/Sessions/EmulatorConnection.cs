using System;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Net;
using ConstantContact.Emulator.Hosting;
using ConstantContact.Emulator.Options;

namespace ConstantContact.Shell.Sessions;

/// <summary>An emulator in this process, and the session connected to it.</summary>
internal sealed class EmulatorConnection : IDisposable
{
    private const int Members = 300;

    // The one that the emulator accepts when it is given none.
    private const string Token = "emulator";

    private readonly EmulatorHost _host;

    private EmulatorConnection(EmulatorHost host) => _host = host;

    public static EmulatorConnection Start(Session session)
    {
        ArgumentNullException.ThrowIfNull(session);

        // The shell's thread is nobody's: no context to deadlock on.
        var host = EmulatorHost.StartAsync(new EmulatorOptions { Members = Members }).GetAwaiter().GetResult();
        var connection = new EmulatorConnection(host);
        var addresses = new PSObject();
        addresses.Properties.Add(new PSNoteProperty("BaseUri", host.BaseUri));
        addresses.Properties.Add(new PSNoteProperty("ControlUri", host.ControlUri));
        addresses.Properties.Add(new PSNoteProperty("Token", Token));
        session.SetVariable("CcEmulator", addresses);

        var connect = new Command("Connect-CcAccount");
        connect.Parameters.Add("AccessToken", new NetworkCredential(string.Empty, Token).SecurePassword);
        connect.Parameters.Add("BaseUri", host.BaseUri);
        if (session.Run(connect) == PipelineOutcome.Failed)
        {
            connection.Dispose();
            throw new InvalidOperationException("The session could not be connected to the emulator.");
        }

        return connection;
    }

    public void Dispose() => _host.DisposeAsync().AsTask().GetAwaiter().GetResult();
}
