using Hub.EndToEnd.Tests.Samples;
using Hub.EndToEnd.Tests.World;

namespace Hub.EndToEnd.Tests.Settings;

/// <summary>What an operator may get wrong on the command line, over the real program: each is told in a sentence that says what to do, and never by a stack trace.</summary>
public sealed class OperatorMistakesTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>The operator's warnings, those of a database put back, and what Orleans and ASP.NET say of each start that is as it is meant (HubLogs).</summary>
    private static readonly string[] FirstStartSaysNothingOf =
    [
        "hub: warning", "counts as restored", "Orleans.Runtime.Silo[", "Orleans.Runtime.Watchdog[", "Microsoft.Extensions.Hosting.Internal.Host[", "Microsoft.AspNetCore.DataProtection",
        "Overriding address",
    ];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hub-mistakes-");

    public OperatorMistakesTests()
    {
        Write("broken.json", "{\n  \"Hub\": {\n    \"Data\": nothing\n  }\n}");
        Write("twice.json", "{ \"Hub\": { \"Proxies\": \"10.0.0.1\", \"proxies\": \"10.0.0.2\" } }");
        Write("typo.json", "{ \"Hub\": { \"Data\": { \"Databse\": \"x\" } } }");
        Write("backups/note.db", new string('x', 10_000));
        Write("note.pem", "no certificate");
        Write("key.pem", "-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----\n");
        Write("keys/admin.token", new string('0', 64));
        Write("keys/master.key", new string('0', 64));
        Write("keys/master.key.tombstones", "");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(At("keys/master.key"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>A line each: what is typed, and what is told. <c>@</c> stands for the folder, <c>$</c> for settings that are right.</summary>
    [Theory]
    [InlineData("serve --config @/none.json", "The settings file @/none.json is not there")]
    [InlineData("serve --config @/broken.json", "@/broken.json cannot be read: line 3:")]
    [InlineData("admin platform list --config @/broken.json", "@/broken.json cannot be read: line 3:")]
    [InlineData("backup @/b.db --config @/broken.json", "@/broken.json cannot be read: line 3:")]
    [InlineData("restore @/b.db --config @/broken.json", "@/broken.json cannot be read: line 3:")]
    [InlineData("serve --config @/twice.json", "'Hub:proxies'")]
    [InlineData("admin platform list $ --config @/typo.json", "Hub:Data:Databse is not a setting of the hub.")]
    [InlineData("restore @/backups/note.db $ --config @/typo.json", "Hub:Data:Databse is not a setting of the hub.")]
    [InlineData("serve --frobnicate $", "'--frobnicate' is not understood")]
    [InlineData("serve $ --Hub:Data:Keys", "'--Hub:Data:Keys' is not understood")]
    [InlineData("admin platform list all $", "'all' is not understood")]
    [InlineData("admin authority put ca-a --name A --url http://a.cn --chain @/note.pem --urgent $", "'--urgent' is not understood")]
    [InlineData("backup @/a.db @/b.db $", "'@/b.db' is not understood")]
    [InlineData("restore @/backups/note.db now $", "'now' is not understood")]
    [InlineData("admin platform list", "Hub:Listen:Management and Hub:Data:Keys must be set")]
    [InlineData("restore @/backups/note.db", "Hub:Data:Database and Hub:Data:Keys must be set")]
    [InlineData("admin platform list $", "is the hub running")]
    [InlineData("admin platform list $ --Hub:Data:Keys=@/elsewhere", "@/elsewhere/admin.token is not there")]
    [InlineData("admin platform put pl-a --name A --chain @/none.pem $", "The certificate file @/none.pem is not there")]
    [InlineData("admin platform put pl-a --name A --chain @/note.pem $", "@/note.pem has no SM2 certificate in it")]
    [InlineData("admin platform put pl-a --name A --chain @/key.pem $", "@/key.pem has a PRIVATE KEY in it")]
    [InlineData("restore @/none.db $", "@/none.db is not there")]
    [InlineData("restore @/backups/note.db $", "@/backups/note.db is no backup of a hub")]
    [InlineData("restore @/backups/note.db $ --Hub:Data:Keys=@/elsewhere", "@/elsewhere/master.key is missing")]
    [InlineData("restore @/backups/note.db $ --Hub:Data:Database=@/backups/note.db", "@/backups/note.db exists: move the old database away first")]
    [InlineData("serve $ --Hub:Data:Database=@/backups/note.db", "no database of a hub")]
    [InlineData("serve $ --Hub:Data:Database=@/note.pem/hub.db", "@/note.pem")]
    [InlineData("serve $", "@/keys/master.key belongs to a hub whose database is not at @/db/hub.db")]
    [InlineData("restore @/backups $", "@/backups is a folder")]
    public async Task Each_is_told_in_a_sentence(string typed, string told)
    {
        await FailsAsync(typed.Replace("$", Settings(), StringComparison.Ordinal).Replace("@", _folder.FullName, StringComparison.Ordinal), told.Replace("@", _folder.FullName, StringComparison.Ordinal));
        Assert.False(File.Exists(At("db/hub.db")));
    }

    [Fact]
    public async Task What_the_running_hub_refuses_is_told_in_the_operators_words_with_the_place_first()
    {
        var world = await SharedWorld.GetAsync();
        var settings = $"--Hub:Data:Keys={Path.Combine(world.Hub.Folder, "keys")} --Hub:Listen:Management={world.Hub.Management.GetLeftPart(UriPartial.Authority)}";
        var root = At("root.pem");
        Write("root.pem", new string(System.Security.Cryptography.PemEncoding.Write("CERTIFICATE", world.Authority.Chain[^1])));
        foreach (var (typed, told, next) in new[]
        {
            ("admin platform add-credential pl-none --label a", "hub: The hub knows no such thing", "'admin platform list'"),
            ("admin platform add-credential PL --label a", "hub: The hub knows no such thing", "'admin platform list'"),
            ($"admin platform put PL --name A --chain {root}", "hub: id", "Correct what is named"),
            ($"admin authority put ca-other --name A --url nowhere --chain {root}", "hub: url is not an absolute http or https address. The hub does not take this", "Correct what is named"),
            ("admin enterprise suspend 123", "hub: The hub knows no such thing", "enrolled"),
            ($"backup {root}", $"hub: path: {root} exists already: choose another name", "Correct what is named"),
            ($"backup {At("backups")}", $"hub: path: {At("backups")} is a folder: name a file in it", "Correct what is named"),
            ($"backup {At("none/b.db")}", $"hub: path: the folder {At("none")} is not there on the hub's machine", "Correct what is named"),
        })
            Assert.Contains(next, await FailsAsync($"{typed} {settings}", told), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_the_running_hub_does_not_know_is_told_with_what_makes_it_known()
    {
        var world = await SharedWorld.GetAsync();
        var typed = $"admin platform list --Hub:Data:Keys={At("keys")} --Hub:Listen:Management={world.Hub.Management.GetLeftPart(UriPartial.Authority)}";
        Assert.Contains("restart the hub", await FailsAsync(typed, "hub: The running hub does not know this operators' token"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Folders_are_made_for_the_owner_alone_and_what_others_may_read_is_told()
    {
        if (OperatingSystem.IsWindows())
            return;
        // Its standard input has ended, so that the hub does once it is up.
        var serve = $"serve --exit-with-parent --Hub:Data:Database={At("new/db/hub.db")} --Hub:Data:Keys={At("new/keys")} --Hub:Listen:Api=http://127.0.0.1:0 --Hub:Listen:Phone=http://127.0.0.1:0 --Hub:Listen:Management=http://127.0.0.1:0";
        var (exit, _, said) = await RunAsync(serve);
        Assert.Equal(0, exit);
        // Nothing to warn of at a first start: neither by the hub nor by what it is made of. (A machine that stands still may well be warned of.)
        foreach (var unwanted in FirstStartSaysNothingOf)
            Assert.DoesNotContain(unwanted, said, StringComparison.Ordinal);
        foreach (var folder in new[] { "new/db", "new/keys" })
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(At(folder)));
        foreach (var file in Directory.GetFiles(At("new/keys")).Append(At("new/db/hub.db")))
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        File.SetUnixFileMode(At("new/keys/admin.token"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        Assert.Contains($"hub: warning: others than its owner may get at {At("new/keys/admin.token")}: chmod 600 {At("new/keys/admin.token")}", (await RunAsync(serve)).Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hub_without_an_authority_says_what_makes_one_and_its_counters_begin_at_none()
    {
        await using var hub = await HubProcess.StartAsync();
        var settings = $"--Hub:Data:Keys={Path.Combine(hub.Folder, "keys")} --Hub:Listen:Management={hub.Management.GetLeftPart(UriPartial.Authority)}";
        Assert.Contains("'admin authority put'", await FailsAsync($"admin anchors {settings}", "hub: There is no authority yet"), StringComparison.Ordinal);
        using var http = new HttpClient();
        var metrics = await http.GetStringAsync(new Uri(hub.Management, "/metrics"));
        foreach (var counter in new[] { "hub_storage_heartbeats_failed_total", "hub_storage_events_dropped_total" })
            Assert.Contains(metrics.Split('\n'), line => line.StartsWith(counter, StringComparison.Ordinal) && line.Contains("} 0", StringComparison.Ordinal));
    }

    /// <summary>1: who was asked refused; 2: nobody was asked, or the hub did not start.</summary>
    [Theory]
    [InlineData("serve --Hub:Data:Keys=@/keys", 2)]
    [InlineData("serve $", 2)]
    [InlineData("backup", 2)]
    [InlineData("backup @/b.db $", 2)]
    [InlineData("admin platform put pl-a $", 2)]
    [InlineData("admin", 2)]
    [InlineData("restore", 2)]
    [InlineData("restore @/backups/note.db", 2)]
    [InlineData("restore @/backups/note.db $", 1)]
    [InlineData("restore --help", 0)]
    public async Task The_exit_code_says_whether_anybody_was_asked(string typed, int expected)
    {
        var (exit, _, said) = await RunAsync(typed.Replace("$", Settings(), StringComparison.Ordinal).Replace("@", _folder.FullName, StringComparison.Ordinal));
        Assert.True(exit == expected, $"{exit}: {said}");
    }

    [Theory]
    [InlineData("serve --help", "./hub serve")]
    [InlineData("admin platform list --help", "./hub admin platform list")]
    public async Task Usage_can_be_typed_as_it_is_shown(string typed, string usage)
    {
        var (exit, output, _) = await RunAsync(typed);
        Assert.Equal(0, exit);
        Assert.Contains(usage, output, StringComparison.Ordinal);
        Assert.Contains("--config", output, StringComparison.Ordinal);
    }

    private string Settings() =>
        $"--Hub:Data:Database={At("db/hub.db")} --Hub:Data:Keys={At("keys")} --Hub:Listen:Api=http://127.0.0.1:0 --Hub:Listen:Phone=http://127.0.0.1:0 --Hub:Listen:Management=http://127.0.0.1:{FreePort.Take()}";

    private string At(string name) => Path.Combine(_folder.FullName, name);

    private void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(name))!);
        File.WriteAllText(At(name), text);
    }

    private static async Task<string> FailsAsync(string typed, string told)
    {
        var (exit, output, said) = await RunAsync(typed);
        Assert.True(exit is 1 or 2, $"{exit}: {said}");
        Assert.Contains(told, said, StringComparison.Ordinal);
        Assert.Contains(said.Split('\n'), line => line.StartsWith("hub: ", StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", said, StringComparison.Ordinal);
        Assert.Equal("", output);
        return said;
    }

    private static async Task<(int Exit, string Output, string Said)> RunAsync(string typed)
    {
        using var hub = BuiltProgram.Start(BuiltProgram.Find("src", "Hub.Standalone"), typed.Split(' '));
        hub.StandardInput.Close();
        var output = hub.StandardOutput.ReadToEndAsync();
        var error = hub.StandardError.ReadToEndAsync();
        using var patience = new CancellationTokenSource(Patience);
        await hub.WaitForExitAsync(patience.Token);
        return (hub.ExitCode, await output, await error);
    }
}
