using System.Diagnostics;
using Hub.EndToEnd.Tests.Samples;
using Hub.Gateway;
using Hub.Standalone.Serve;
using Hub.Standalone.Settings;

namespace Hub.EndToEnd.Tests.Settings;

public sealed class FileDescriptorsTests
{
    [Theory]
    [InlineData(2_000, "--Hub:Limits:MaxConnections=1000", "1000 connections need 2500 file descriptors, and the process may have 2000", "to 500 or less")]
    [InlineData(1_024, null, "100 connections need 1600 file descriptors, and the process may have 1024", "LimitNOFILE=65536")]
    public async Task More_connections_than_file_descriptors_are_refused_at_the_start_with_both_numbers(int limit, string? setting, string numbers, string whatToDo)
    {
        if (!OperatingSystem.IsLinux())
            return;
        var folder = Directory.CreateTempSubdirectory("hub-descriptors-");
        try
        {
            var (exit, told) = await ServeAsync(limit, folder.FullName, setting);
            Assert.Equal(2, exit);
            Assert.StartsWith("hub: Hub:Limits:MaxConnections: " + numbers, told, StringComparison.Ordinal);
            Assert.Contains(whatToDo, told, StringComparison.Ordinal);
            Assert.Single(told.TrimEnd().Split('\n'));
            Assert.Empty(folder.GetFileSystemInfos());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory, InlineData(19_500L, null), InlineData(19_499L, 17_999), InlineData(4_096L, 2_596), InlineData(null, null), InlineData(1_048_576L, null)]
    public void Without_the_setting_as_many_are_taken_as_fit_and_fewer_than_usual_are_told(long? limit, int? taken)
    {
        var settings = Read();
        Assert.Null(FileDescriptors.Mistake(settings, limit, out var notice));
        Assert.Equal(taken, settings.MaxConnections);
        if (taken is null)
            Assert.Null(notice);
        else
            Assert.Contains($"may have {limit} file descriptors, so the hub takes {taken} connections instead of 18000", notice, StringComparison.Ordinal);
        var gateway = new GatewayOptions();
        settings.Apply(gateway);
        Assert.Equal(taken ?? 18_000, gateway.MaxConnections);
    }

    [Fact]
    public void What_is_set_is_taken_or_refused_and_never_changed()
    {
        var settings = Read("--Hub:Limits:MaxConnections=1000");
        Assert.Null(FileDescriptors.Mistake(settings, 2_500, out var notice));
        Assert.Null(notice);
        Assert.NotNull(FileDescriptors.Mistake(settings, 2_499, out _));
        Assert.Equal(1_000, settings.MaxConnections);
    }

    [Fact]
    public void The_soft_limit_of_the_process_is_read()
    {
        Assert.Equal(1_024, FileDescriptors.Parse(["Limit                     Soft Limit           Hard Limit           Units", "Max open files            1024                 524288               files"]));
        Assert.Null(FileDescriptors.Parse(["Max open files            unlimited            unlimited            files"]));
        Assert.Null(FileDescriptors.Parse([]));
        if (OperatingSystem.IsLinux())
            Assert.True(FileDescriptors.Limit() is null or > 0);
    }

    private static HubSettings Read(params string[] arguments) => HubSettings.Read(SettingSources.Of(null, arguments), out _);

    // The limit is the shell's, which the hub's process takes over.
    private static async Task<(int Exit, string Told)> ServeAsync(int limit, string folder, string? setting)
    {
        var start = new ProcessStartInfo("sh") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in new[]
        {
            "-c", $"ulimit -n {limit}; exec \"$@\"", "sh", "dotnet", BuiltProgram.Find("src", "Hub.Standalone"), "serve", "--exit-with-parent",
            $"--Hub:Data:Database={Path.Combine(folder, "db", "hub.db")}", $"--Hub:Data:Keys={Path.Combine(folder, "keys")}",
            "--Hub:Listen:Api=http://127.0.0.1:0", "--Hub:Listen:Phone=http://127.0.0.1:0", "--Hub:Listen:Management=http://127.0.0.1:0",
        })
            start.ArgumentList.Add(argument);
        if (setting is not null)
            start.ArgumentList.Add(setting);
        using var hub = Process.Start(start)!;
        var (exit, _, told) = await EndedStart.OfAsync(hub);
        return (exit, told);
    }
}
