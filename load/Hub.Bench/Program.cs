using System.CommandLine;
using Hub.Bench;
using Hub.Bench.Figures;

var name = new Argument<string>("name") { Description = "crypto, decrypt, watchers, start, secrecy or all", DefaultValueFactory = _ => "all" };
name.AcceptOnlyFromAmong([.. Benches.Names, Benches.All]);
var json = new Option<bool>("--json") { Description = "print one JSON document instead of a table" };
var rate = new Option<int>("--rate") { Description = "decrypt: decrypts a second", DefaultValueFactory = _ => 100 };
var seconds = new Option<int>("--seconds") { Description = "decrypt: how long", DefaultValueFactory = _ => 30 };
var watchers = new Option<int>("--watchers") { Description = "watchers: how many", DefaultValueFactory = _ => 2000 };
var samples = new Option<int>("--samples") { Description = "secrecy: of each kind in each case", DefaultValueFactory = _ => 2000 };
var quiet = new Option<int>("--quiet-wait") { Description = "seconds to wait, before each thing that is measured, for a machine that others leave alone", DefaultValueFactory = _ => 0 };
var command = new RootCommand("Measures the hub and prints each figure beside the floor in the same run.") { name, json, rate, seconds, watchers, samples, quiet };
command.SetAction(async (parsed, cancellation) =>
{
    var options = new BenchOptions(parsed.GetValue(rate), parsed.GetValue(seconds), parsed.GetValue(watchers), parsed.GetValue(samples),
        new Quiet(TimeSpan.FromSeconds(parsed.GetValue(quiet))));
    try
    {
        var report = new Report();
        await Benches.RunAsync(parsed.GetValue(name)!, options, report, cancellation);
        report.Print(parsed.GetValue(json));
        return 0;
    }
    catch (BenchFailedException failed)
    {
        await Console.Error.WriteLineAsync("bench: " + failed.Message);
        return 1;
    }
});
return await command.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });
