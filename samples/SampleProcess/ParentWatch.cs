using Microsoft.Extensions.Hosting;

namespace SampleProcess;

/// <summary>
/// Stops the process when standard input ends: whoever started it is gone, however it went. .NET has no way to ask Linux for a signal at the parent's death.
/// </summary>
internal sealed class ParentWatch(IHostApplicationLifetime lifetime) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        // A thread of its own, since a read of standard input cannot be cancelled; it must not keep the process alive.
        new Thread(ReadToEnd) { IsBackground = true, Name = "parent watch" }.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void ReadToEnd()
    {
        using var input = Console.OpenStandardInput();
        var buffer = new byte[256];
        while (input.Read(buffer, 0, buffer.Length) > 0)
        {
        }
        lifetime.StopApplication();
    }
}
