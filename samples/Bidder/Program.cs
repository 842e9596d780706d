using System.CommandLine;
using System.Text.Json;
using Bidder;
using Hub.Cryptography;

var platform = new Option<Uri>("--platform") { Description = "The platform's public address", Required = true };
var platformId = new Option<string>("--platform-id") { Description = "pl-…, as the tender documents name the platform", Required = true };
var platformName = new Option<string>("--platform-name") { Description = "The platform's name, as the tender documents have it", Required = true };
var opening = new Option<string>("--opening") { Description = "op-…", Required = true };
var anchors = new Option<FileInfo>("--anchors") { Description = "anchors/1, from your CA", Required = true };
var certificate = new Option<FileInfo>("--certificate") { Description = "JSON of signingCertificate, encryptionCertificate, chain", Required = true };
var file = new Option<string[]>("--file") { Description = "LOT=PATH; once for each file", Required = true };
var cipher = new Option<string>("--cipher") { Description = FileCiphers.Sm4Gcm + " or " + FileCiphers.Aes256Gcm, DefaultValueFactory = _ => FileCiphers.Sm4Gcm };
var data = new Option<DirectoryInfo>("--data") { Description = "Where ciphertexts and the list of handed-in files go", DefaultValueFactory = _ => new DirectoryInfo("bid") };

var command = new RootCommand("Encrypts bid files, has your phone sign for them, and hands them in.") { platform, platformId, platformName, opening, anchors, certificate, file, cipher, data };
command.SetAction(async (arguments, cancellation) =>
{
    try
    {
        var clock = TimeProvider.System;
        if (!BidderTrust.TryParse(await File.ReadAllBytesAsync(arguments.GetValue(anchors)!.FullName, cancellation), out var trust, out var defect)
            || !BidderCertificate.TryParse(await File.ReadAllBytesAsync(arguments.GetValue(certificate)!.FullName, cancellation), trust, clock.GetUtcNow(), out var own, out defect))
            throw new BidRefusedException(defect);
        if (!OpeningId.TryParse(arguments.GetValue(opening), out var openingId) || !FileCipherSuite.TryParse(arguments.GetValue(cipher), out var suite))
            throw new BidRefusedException("--opening or --cipher is not of its form");

        if (!PlatformId.TryParse(arguments.GetValue(platformId), out var told))
            throw new BidRefusedException("--platform-id is not of its form");

        using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        var program = new BidderProgram(http, arguments.GetValue(platform)!, new KnownPlatform(told, arguments.GetValue(platformName)!), trust, own, new LiveAnswers(clock), clock);
        var offer = await program.GetOfferAsync(openingId, cancellation);
        var folder = Directory.CreateDirectory(arguments.GetValue(data)!.FullName).FullName;
        var files = new List<BidFile>();
        foreach (var named in arguments.GetValue(file)!)
        {
            var (lot, path) = named.Split('=', 2) is [var left, var right] && LotId.TryParse(left, out var id) ? (id, right) : throw new BidRefusedException("--file is LOT=PATH");
            await using var plaintext = File.OpenRead(path);
            files.Add(await program.EncryptAsync(plaintext, Path.GetFileName(path), lot, offer, suite, Path.Combine(folder, $"{files.Count + 1}.bid"), cancellation));
            await Console.Error.WriteLineAsync($"encrypted {path}");
        }

        var handedIn = await program.SubmitAsync(offer, files, [], ShowAsync, cancellation);
        await File.WriteAllTextAsync(Path.Combine(folder, "handed-in.json"), JsonSerializer.Serialize(handedIn.Select(entry => new
        {
            envelope = entry.File.Header.Envelope.ToString(),
            file = entry.File.Header.FileName,
            arrival = WireTime.Format(entry.Arrival),
            plaintextDigest = entry.File.PlaintextDigest.ToString(),
            receipt = entry.Receipt.Encode(),
            pageSecret = entry.Page.Reveal(),
        })), cancellation);
        Console.WriteLine($"handed in {handedIn.Count}");
        return 0;
    }
    catch (Exception refused) when (refused is BidRefusedException or IOException or HttpRequestException or TimeoutException)
    {
        await Console.Error.WriteLineAsync(refused.Message);
        return 1;
    }
});
return await command.Parse(args).InvokeAsync();

static async Task ShowAsync(string url, CancellationToken cancellation)
{
    Console.WriteLine("scan with your phone: " + url);
    await Task.CompletedTask.WaitAsync(cancellation);
}
