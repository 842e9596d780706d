using System.CommandLine;
using Demo;

var check = new Option<bool>("--check") { Description = "run one opening in a temporary folder on free ports and fail unless every file was opened with the digest that its bidder kept" };
var fresh = new Option<bool>("--fresh") { Description = "throw the kept folder away first" };
var json = new Option<bool>("--json") { Description = "say nothing but the line of the result" };
var data = new Option<string?>("--data") { Description = "the folder to use and keep; default data/demo, with --check a temporary one" };
var tamper = new Option<int?>("--tamper-envelope") { Description = "the check's own test: flip a byte of this file (1 to 14) on the platform's disk between upload and freeze" };
var command = new RootCommand("Runs hub, CA, trading platform, twelve bidders and their phones through an opening.") { check, fresh, json, data, tamper };
command.SetAction((parsed, cancellation) => DemoRun.RunAsync(new DemoOptions(
    parsed.GetValue(check), parsed.GetValue(fresh), parsed.GetValue(json), parsed.GetValue(data) is { } folder ? Path.GetFullPath(folder) : null, parsed.GetValue(tamper)), cancellation));
// Long enough for three processes to stop in order.
return await command.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });
