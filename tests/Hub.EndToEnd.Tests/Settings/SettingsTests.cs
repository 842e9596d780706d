using Hub.EndToEnd.Tests.Samples;
using Hub.Standalone.Settings;

namespace Hub.EndToEnd.Tests.Settings;

/// <summary>What an operator is told about settings: by the page, and by the process that does not start.</summary>
public sealed class SettingsTests
{
    [Fact]
    public void The_page_lists_every_setting_and_no_other()
    {
        var rows = File.ReadAllLines(Path.Combine(RepositoryRoot.Path, "docs", "operations.md"))
            .Where(line => line.StartsWith("| Hub:", StringComparison.Ordinal)).Select(line => line.Trim('|').Split('|').Select(cell => cell.Trim()).ToArray());
        Assert.Equal(HubSettings.All.Select(setting => (setting.Key, setting.Required ? "yes" : "no")), rows.Select(row => (row[0], row[1])));
    }

    [Fact]
    public async Task Every_missing_wrong_and_unknown_setting_is_named_at_once_and_nothing_is_made()
    {
        var folder = Directory.CreateTempSubdirectory("hub-settings-");
        try
        {
            var (exit, output, told) = await ServeAsync(
                $"--Hub:Data:Keys={Path.Combine(folder.FullName, "keys")}", "--Hub:Data:MaxDatabaseMiB=-1", "--Hub:Listen:Api=127.0.0.1", "--Hub:Listen:Phone=http://phones.example.cn:5081",
                "--Hub:Listen:Management=http://0.0.0.0:5082", "--Hub:Public:Phone=https://phone.example.cn/app", "--Hub:Proxies=10.0.0.1,my-proxy", "--Hub:Limits:MaxConnections=7",
                "--Hub:Data:Databse=/x");
            Assert.Equal((2, ""), (exit, output));
            Assert.Contains("Hub:Data:Database is missing.", told, StringComparison.Ordinal);
            foreach (var named in new[]
            {
                "Hub:Data:MaxDatabaseMiB: '-1'", "Hub:Listen:Api: '127.0.0.1'", "Hub:Listen:Phone: 'http://phones.example.cn:5081'", "Hub:Listen:Management: 'http://0.0.0.0:5082'",
                "Hub:Public:Phone: 'https://phone.example.cn/app'", "Hub:Proxies: 'my-proxy'", "Hub:Limits:MaxConnections: 7", "Hub:Data:Databse is not a setting of the hub.",
            })
                Assert.Contains("\n  " + named, told, StringComparison.Ordinal);
            // The head and one line each: no setting is named twice.
            Assert.Equal(10, told.TrimEnd().Split('\n').Length);
            Assert.StartsWith("hub: 9 ", told, StringComparison.Ordinal);
            Assert.Empty(folder.GetFileSystemInfos());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Keys_in_the_databases_folder_and_a_shared_port_are_refused_in_the_operators_words()
    {
        var folder = Directory.CreateTempSubdirectory("hub-settings-");
        try
        {
            var (exit, _, told) = await ServeAsync(
                $"--Hub:Data:Database={Path.Combine(folder.FullName, "hub.db")}", $"--Hub:Data:Keys={Path.Combine(folder.FullName, "keys")}",
                "--Hub:Listen:Api=http://127.0.0.1:5080", "--Hub:Listen:Phone=http://127.0.0.1:5080", "--Hub:Listen:Management=http://127.0.0.1:5082");
            Assert.Equal(2, exit);
            Assert.Contains("Hub:Data:Keys lies in the database's folder", told, StringComparison.Ordinal);
            Assert.Contains("Hub:Listen:Api, Hub:Listen:Phone and Hub:Listen:Management must have ports of their own", told, StringComparison.Ordinal);
            Assert.Equal(3, told.TrimEnd().Split('\n').Length);
            Assert.Empty(folder.GetFileSystemInfos());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_listener_with_TLS_of_its_own_is_refused_and_the_proxy_is_named()
    {
        var settings = HubSettings.Read(SettingSources.Of(null, ["--Hub:Listen:Api=https://127.0.0.1:5080", "--Hub:Listen:Phone=https://127.0.0.1:5081", "--Hub:Public:Phone=https://phone.example.cn"]), out var found);
        Assert.Equal("https://phone.example.cn", settings.PublicPhone);
        foreach (var named in new[] { "Hub:Listen:Api: 'https://127.0.0.1:5080' is https", "Hub:Listen:Phone: 'https://127.0.0.1:5081' is https" })
            Assert.Contains("A proxy in front", Assert.Single(SettingsCheck.Complete(settings, found), mistake => mistake.StartsWith(named, StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_settings_file_that_is_not_there_is_told_in_a_sentence()
    {
        var (exit, _, told) = await ServeAsync("--config", "/no/such/hub.json");
        Assert.Equal(2, exit);
        Assert.StartsWith("hub: ", told, StringComparison.Ordinal);
        Assert.Single(told.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task A_database_that_another_hub_holds_and_ports_in_use_are_each_told_in_a_sentence()
    {
        var folder = Directory.CreateTempSubdirectory("hub-settings-");
        using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        using var managed = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        managed.Start();
        try
        {
            var database = Path.Combine(folder.FullName, "db", "hub.db");
            string[] settings = [$"--Hub:Data:Database={database}", $"--Hub:Data:Keys={Path.Combine(folder.FullName, "keys")}", "--Hub:Listen:Phone=http://127.0.0.1:0"];
            var (exit, output, told) = await ServeAsync([.. settings, $"--Hub:Listen:Api=http://{taken.LocalEndpoint}", $"--Hub:Listen:Management=http://{managed.LocalEndpoint}"]);
            Assert.Equal((2, ""), (exit, output));
            var lines = told.TrimEnd().Split('\n');
            Assert.Equal(2, lines.Length);
            Assert.StartsWith($"hub: Hub:Listen:Api: http://{taken.LocalEndpoint} is in use. If a hub runs there, stop it first", lines[0], StringComparison.Ordinal);
            Assert.StartsWith($"hub: Hub:Listen:Management: http://{managed.LocalEndpoint} is in use.", lines[1], StringComparison.Ordinal);
            Assert.Empty(folder.GetFileSystemInfos());

            Directory.CreateDirectory(Path.GetDirectoryName(database)!);
            using var held = new FileStream(database + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            (exit, output, told) = await ServeAsync([.. settings, "--Hub:Listen:Api=http://127.0.0.1:0", "--Hub:Listen:Management=http://127.0.0.1:0"]);
            Assert.Equal((2, ""), (exit, output));
            // The folder is the test's and open.
            Assert.StartsWith($"hub: The database {database} is held by another hub", told.TrimEnd().Split('\n')[^1], StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", told, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<(int Exit, string Output, string Told)> ServeAsync(params string[] arguments)
    {
        using var hub = BuiltProgram.Start(BuiltProgram.Find("src", "Hub.Standalone"), ["serve", "--exit-with-parent", .. arguments]);
        return await EndedStart.OfAsync(hub);
    }
}
