using System.Diagnostics;
using System.Text;

namespace Hub.EndToEnd.Tests.Samples;

/// <summary>What a program says on standard error: read all the time, or it would stop at a full pipe, and kept for whoever asks why something failed.</summary>
internal sealed class ProgramLog
{
    private readonly StringBuilder _said = new();

    public ProgramLog(Process program)
    {
        program.ErrorDataReceived += (_, line) =>
        {
            lock (_said)
                _said.AppendLine(line.Data);
        };
        program.BeginErrorReadLine();
    }

    public override string ToString()
    {
        lock (_said)
            return _said.ToString();
    }
}
